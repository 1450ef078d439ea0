"""Every set of answers, rendered in this process: whole files, and nothing left of the template."""

import ast
import json
import tomllib
from collections.abc import Callable
from itertools import combinations, product

import pytest
import yaml

from tests.integration.rendered import rendered

LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause", "Proprietary")
CIS = ("github", "gitlab", "none")
# Every pair of answers at least once: a file has one condition, seldom two. Both engines render these.
PAIRS = [
    (name, ci, (i + j) % 2 == 0, (i // 2 + j) % 2 == 0)
    for i, name in enumerate(LICENSES)
    for j, ci in enumerate(CIS)
]
LOADS: dict[str, Callable[[str], object]] = {
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".json": json.loads,
    ".yml": yaml.safe_load,
}


@pytest.mark.parametrize("clients", [True, False])
@pytest.mark.parametrize("example", [True, False])
@pytest.mark.parametrize(("name", "ci"), list(product(LICENSES, CIS)))
def test_answers_give_whole_files(name: str, ci: str, example: bool, clients: bool) -> None:
    files = rendered(license=name, ci=ci, example=example, clients=clients)

    left = [path for path, text in files.items() if "cookiecutter" in path + text or "{%" in text]
    assert left == []
    for path, text in files.items():
        LOADS.get("." + path.rpartition(".")[2], str)(text)
    assert (".github/workflows/ci.yml" in files) == (ci == "github")
    assert (".gitlab-ci.yml" in files) == (ci == "gitlab")
    of_clients = (".claude/", ".codex/", ".opencode/", ".github/hooks")
    assert any(path.startswith(of_clients) for path in files) == clients
    assert any("changelog.py" in path for path in files) == example
    assert ("All rights reserved" in files["LICENSE"].splitlines()[0]) == (name == "Proprietary")


def test_every_pair_of_answers_is_among_those_that_both_engines_render() -> None:
    questions = (LICENSES, CIS, (True, False), (True, False))
    missing = [
        (one, other)
        for (i, first), (j, second) in combinations(enumerate(questions), 2)
        for one, other in product(first, second)
        if not any((row[i], row[j]) == (one, other) for row in PAIRS)
    ]

    assert missing == []
