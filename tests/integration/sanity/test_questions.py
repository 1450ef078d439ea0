"""The questions stand in cookiecutter.json and in copier.yml: they must be the same."""

import json
import keyword
import re
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import yaml

from tests.places import ROOT, TREE

COOKIECUTTER: dict[str, Any] = json.loads((ROOT / "cookiecutter.json").read_text("utf-8"))
COPIER: dict[str, Any] = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
OF_COPIER = ("layout", "package_path")  # adoption, which cookiecutter cannot do
ASKED = {name: entry for name, entry in COPIER.items() if "help" in entry and name not in OF_COPIER}
ENGINES_OWN = {"__checked", "__prompts__", "_extensions", "_jinja2_env_vars"}
NAMES = [name for name in COOKIECUTTER if not name.startswith("_")]


def test_the_same_questions_in_the_same_order() -> None:
    assert list(ASKED) == NAMES


def test_the_same_words() -> None:
    assert {name: entry["help"] for name, entry in ASKED.items()} == COOKIECUTTER["__prompts__"]


def test_the_same_defaults() -> None:
    def default(name: str) -> Any:
        value = COOKIECUTTER[name]
        if isinstance(value, list):
            return value[0]
        return value.replace("cookiecutter.", "") if isinstance(value, str) else value

    assert {name: entry["default"] for name, entry in ASKED.items()} == {
        name: default(name) for name in NAMES
    }


def test_the_same_choices() -> None:
    choices = {name: value for name, value in COOKIECUTTER.items() if isinstance(value, list)}
    del choices["_extensions"], choices["_unplaced"]

    assert {n: entry["choices"] for n, entry in ASKED.items() if "choices" in entry} == choices


def test_the_same_kinds() -> None:
    assert {name for name, entry in ASKED.items() if entry["type"] == "bool"} == {
        name for name in NAMES if isinstance(COOKIECUTTER[name], bool)
    }


def test_every_question_has_a_default() -> None:
    assert [name for name, entry in ASKED.items() if "default" not in entry] == []


def test_the_bridge_hands_over_every_answer() -> None:
    assert list(COPIER)[-1] == "cookiecutter"
    changed = {
        "package_name": "(package_name if layout == 'new' else package_path.split('/')[-1])",
        "example": "(example and layout == 'new')",
    }
    lines = [
        f"{name}: {{{{ {changed.get(name, name)} | to_json(ensure_ascii=false) }}}}"
        for name in NAMES
    ]

    found = COPIER["cookiecutter"]["default"].splitlines()

    assert found[: len(lines)] == lines
    rest = {line.partition(":")[0] for line in found[len(lines) :]}
    assert rest == {name for name in COOKIECUTTER if name.startswith("_")} - ENGINES_OWN


def test_the_answers_file_holds_every_answer() -> None:
    (file,) = [path for path in TREE.iterdir() if "answers_file" in path.name]
    lines = [line for line in file.read_text("utf-8").splitlines() if ":" in line]
    kept = [name for name, entry in COPIER.items() if isinstance(entry, dict) and "ask" in entry]

    names = [line.partition(":")[0] for line in lines if "OVERWRITTEN" not in line.upper()]

    assert names == ["_commit", "_src_path", *NAMES, *OF_COPIER, *kept]


def test_the_engines_render_alike() -> None:
    envops = COPIER["_envops"]

    assert COOKIECUTTER["_jinja2_env_vars"] == {
        name: envops[name] for name in ("trim_blocks", "lstrip_blocks")
    }


def test_copier_needs_no_trust() -> None:
    assert COPIER.keys() & {"_tasks", "_migrations", "_jinja_extensions"} == set()


def test_what_hides_a_module_is_refused() -> None:
    reserved = yaml.safe_load(COPIER["reserved_names"]["default"])

    assert sorted({name.lower() for name in sys.stdlib_module_names} - set(reserved)) == []
    assert reserved == sorted(reserved)


def test_what_the_repo_installs_is_refused() -> None:
    tools = set(yaml.safe_load(COPIER["tool_names"]["default"]))
    settings = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))
    wanted = settings["project"]["dependencies"] + settings["dependency-groups"]["dev"]

    assert {re.split(r"[<>=]", requirement)[0] for requirement in wanted} - tools == set()


def test_what_the_tools_bring_along_is_refused() -> None:
    reserved = set(yaml.safe_load(COPIER["reserved_names"]["default"]))
    settings = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))
    waiting, found = {*settings["dependency-groups"]["dev"], "click", "coverage"}, {"plumbline"}
    done: set[str] = set()
    while waiting:
        name = re.split(r"[^\w.-]", waiting.pop())[0]
        done.add(name)
        with suppress(PackageNotFoundError):  # of another Python or system
            installed = distribution(name)
            wanted = [text for text in installed.requires or [] if "extra ==" not in text]
            waiting |= {text for text in wanted if re.split(r"[^\w.-]", text)[0] not in done}
            code = [path for path in installed.files or [] if path.suffix == ".py"]
            found |= {path.parts[0].removesuffix(".py") for path in code}

    assert len(found) > 20
    assert sorted(name for name in found - reserved if name.isidentifier()) == []


def test_keywords_are_refused() -> None:
    assert yaml.safe_load(COPIER["keywords"]["default"]) == keyword.kwlist


def test_a_remote_template_is_told_the_same_way_by_both() -> None:
    import_path = (ROOT / "hooks/template_origin.py").read_text("utf-8")
    (pattern,) = re.findall(r'^REMOTE = re\.compile\(r"(.*)"\)$', import_path, re.MULTILINE)

    assert f"regex_search('^{pattern}')" in COPIER["template_source"]["default"]
