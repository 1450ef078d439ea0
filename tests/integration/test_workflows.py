"""What zizmor says of the workflows, without a network."""

import shutil
from itertools import product
from pathlib import Path

from tests.integration.engines import Machine
from tests.integration.rendered import rendered
from tests.places import ROOT

READ = (".github/workflows/ci.yml", ".github/dependabot.yml", ".pre-commit-config.yaml")


def test_zizmor_finds_nothing_for_any_answer(machine: Machine, tmp_path: Path) -> None:
    for number, chosen in enumerate(
        product(("github", "gitlab", "none"), (True, False), (True, False))
    ):
        made = rendered(**dict(zip(("ci", "example", "clients"), chosen, strict=True)))
        for name in [name for name in READ if name in made]:
            file = tmp_path / str(number) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made[name], "utf-8")
    for name in READ:
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "own" / name)

    done = machine.run(
        "zizmor", "--offline", "--pedantic", "--strict-collection", ".", cwd=tmp_path
    )

    assert done.code == 0, done.text
    assert "WARN" not in done.text
    read = [
        line.rpartition("completed ")[2] for line in done.text.splitlines() if "completed" in line
    ]
    assert len(read) == len([*tmp_path.rglob("*.y*ml")]) == 4 * 2 + 12 + 3
