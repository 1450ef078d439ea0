"""The whole review, over the corpus: each small change raises its rows and no other."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.integration.engines import Machine, Renders
from tests.integration.reading_corpus import REVIEWED, Part, read_change_file
from tests.integration.rendered import NAMES, rendered

# sanity/test_reviews.py reviews all of them on recorded runs. Here, through git and pytest, are a few;
# all of them with `nox -s corpus`.
WHOLE = os.environ.get("CORPUS") == "whole"
NAMES_OF_FEW = (
    "bad-60-contract-changed",
    "bad-63-test-writer",
    "bad-64-mutants",
    "bad-84-session",
    "good-106-method-renamed",
)
FEW = [file for file in REVIEWED if WHOLE or file.stem in NAMES_OF_FEW]

PLUMBLINE = Path(".venv/Scripts/plumbline" if os.name == "nt" else ".venv/bin/plumbline")


@pytest.fixture(scope="session")
def example(machine: Machine, renders: Renders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a generated repo on a branch, its environment made; tests put back what they change."""
    made = shutil.copytree(renders.fresh("copier", {}), tmp_path_factory.mktemp("example") / "repo")
    done = machine.run("nox", "-s", "pure", cwd=made)  # makes the environment, and uv.lock
    assert done.code == 0, done.text
    machine.commit_all(made)
    machine.git("switch", "--quiet", "--create", "branch", cwd=made)
    return made


@pytest.fixture(scope="session")
def texts(machine: Machine, example: Path) -> dict[str, str]:
    """Return the texts of the example, by path."""
    tracked = machine.git("ls-files", cwd=example).splitlines()
    return {name: text_of(example / name) for name in tracked if name != "uv.lock"}


def text_of(file: Path) -> str:
    """Return the text of a file, that of a wheel as the corpus has it."""
    return "the wheel\n" if file.suffix == ".whl" else file.read_text("utf-8")


def test_the_corpus_is_read_against_what_the_engines_render(texts: dict[str, str]) -> None:
    answers = NAMES["answers_file"]  # it says where the template is

    assert {**texts, answers: ""} == {**rendered(), answers: ""}


@pytest.mark.parametrize("file", FEW, ids=[file.stem for file in FEW])
def test_a_change_raises_its_rows_and_no_other(
    machine: Machine, example: Path, texts: dict[str, str], file: Part
) -> None:
    edited = read_change_file(file)
    after = edited.apply(texts)
    for name in texts.keys() - after.keys():
        (example / name).unlink()
    for name, text in after.items():
        if texts.get(name) != text:
            (example / name).parent.mkdir(parents=True, exist_ok=True)
            binary = b"\0" if name.endswith(".whl") else b""
            (example / name).write_bytes(binary + text.encode("utf-8"))
    machine.git("add", "--all", cwd=example)
    machine.git("commit", "--quiet", "--message", edited.message, cwd=example)

    mutants = () if "mutants" in edited.raises else ("--no-mutants",)
    review = ("review", "--base", "main", *mutants, "--json", "out.json")
    done = machine.run(str(example / PLUMBLINE), *review, cwd=example)
    found = json.loads((example / "out.json").read_text("utf-8"))
    (example / "out.json").unlink()
    judged_by_check = "check" in edited.raises or file.stem.startswith("good-")
    check = machine.run(str(example / PLUMBLINE), "check", cwd=example) if judged_by_check else None
    machine.git("reset", "--quiet", "--hard", "main", cwd=example)

    raised = {row["name"] for row in found["rows"] if row["result"] not in ("ok", "declared")}
    if check and check.code:
        raised.add("check")
    assert raised - {"tests"} == edited.raises, done.text + (check.text if check else "")
    assert done.code == (1 if found["failed_by"] else 0)
