"""Draw what one sees in a new repo, from real runs: `python -m tests.evidence.pictures`."""

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from rich.console import Console
from rich.text import Text

from tests.integration.engines import Machine, copy_template
from tests.places import ROOT

FOLDER = ROOT / "docs/pictures"
WIDTH = 100
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"  # of the reader's machine
COLOUR = {"COLUMNS": "90", "NO_COLOR": "", "FORCE_COLOR": "1"}
SERVICE = '''"""Which day it is."""

import subprocess


def weekday() -> str:
    return subprocess.check_output(["date", "+%A"], text=True).strip()
'''
TEST = """from my_project.services import today


def test_the_day_has_a_name() -> None:
    assert today.weekday() == "Saturday"
"""
EXACT = 'result.output.endswith(" at 2026-01-31T09:05:00Z\\n")'
CELL = 12.2  # how wide rich draws a letter
INDENTED = re.compile(
    r'x="(?P<x>[\d.]+)"(?P<more>[^>]*?)textLength="(?P<width>[\d.]+)"(?P<end>[^>]*>)(?P<blanks>(?:&#160;)+)(?=[^<])'
)
ASKED = {  # the command that one types, by the name of the picture
    "levels": "nox -s levels",
    "stopped": "nox -s unit",
    "review": "nox -s review",
}


def scenes(machine: Machine, repo: Path) -> dict[str, str]:
    """Return what each command says, with its colours; the repo is clean before and after."""
    said = {"levels": _run(machine, repo, "pytest", "--color=yes").partition("levels ===")[2]}
    with _changed(machine, repo):
        (repo / "src/my_project/services/today.py").write_text(SERVICE, "utf-8")
        (repo / "tests/unit/services/test_today.py").write_text(TEST, "utf-8")
        words = ("pytest", "--color=yes", "--level=unit", "-k", "the_day_has_a_name")
        said["stopped"] = _run(machine, repo, *words).partition("FAILURES ===")[2]
    with _changed(machine, repo):
        file = repo / "tests/commands/test_about.py"
        file.write_text(file.read_text("utf-8").replace(EXACT, "result.output"), "utf-8")
        said["review"] = _run(machine, repo, "plumbline", "review", "--no-mutants")
    return {name: _whole_lines(text) for name, text in said.items()}


def _run(machine: Machine, repo: Path, *command: str) -> str:
    return machine.run("uv", "run", "--quiet", *command, cwd=repo, **COLOUR).text


def _whole_lines(text: str) -> str:
    """Return a text without the rest of the line that it was cut in."""
    cut = re.match(r"=+\S*\n", text)
    return text[cut.end() :] if cut else text


@contextmanager
def _changed(machine: Machine, repo: Path) -> Iterator[None]:
    machine.git("switch", "--quiet", "--create", "change", cwd=repo)
    try:
        yield
    finally:
        machine.git("clean", "--force", "-d", "--quiet", cwd=repo)
        machine.git("checkout", "--quiet", "--force", "main", cwd=repo)
        machine.git("branch", "--quiet", "--delete", "--force", "change", cwd=repo)


def draw(name: str, said: str) -> str:
    """Return a picture of a terminal, with a background of its own, as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), (ASKED[name], "bold")))
    for line in said.rstrip().splitlines():
        text = Text.from_ansi(line)
        if line.startswith("|"):  # of a table
            text.truncate(WIDTH, overflow="ellipsis")
        console.print(text)
    drawn = console.export_svg(title=name, unique_id=f"plumbline-{name}")
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)  # it would be fetched
    drawn = drawn.replace("Fira Code, monospace", FONT).replace("Fira Code", FONT)
    drawn = INDENTED.sub(_moved, drawn)  # some programs drop blanks at the start
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def _moved(found: re.Match[str]) -> str:
    """Return the start of a piece of text that stands where its blanks end."""
    blanks = found["blanks"].count("&#160;") * CELL
    return f'x="{float(found["x"]) + blanks:g}"{found["more"]}textLength="{float(found["width"]) - blanks:g}"{found["end"]}'


def words_in(picture: str) -> str:
    """Return the text of a picture, without blanks and without what differs in each run."""
    root = ElementTree.fromstring(picture)
    found = "".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))
    text = re.sub(r"\s+", "", found)
    return re.sub(r"\d+\.\d+s|(?<=comparedwith)[0-9a-f]+", "N", text, flags=re.IGNORECASE)


def main() -> None:
    """Write the pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        machine = Machine(Path(place, "home"))
        repo = make_repo(machine, Path(place))
        for name, said in scenes(machine, repo).items():
            (FOLDER / f"{name}.svg").write_text(draw(name, said), "utf-8", newline="\n")


def make_repo(machine: Machine, place: Path) -> Path:
    """Return a new repo with the default answers, its environment made, committed on main."""
    template = copy_template(place / "template")
    machine.commit_all(template, tag="v1.0.0")
    repo = machine.render("cookiecutter", str(template), place / "made", {})
    done = machine.run("nox", "-s", "unit", cwd=repo)
    assert done.code == 0, done.text
    machine.commit_all(repo)
    return repo


if __name__ == "__main__":
    main()
