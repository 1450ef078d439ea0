"""The corpus: small changes of the generated example, each with the rows that it must raise.

The corpus is two files, of bad changes and of good ones. Each change begins with its name and a title; all
but `raises` may be left out. `runs` are the rows that the texts alone do not raise; `check` among the rows
is `plumbline check`:

    === bad-99-looser
    An assertion is loosened
    raises: weakened
    runs: nothing
    told: why no row names it, for a bad change that raises nothing
    message: Tidy up

    tests/unit/pure/test_about.py
     def test_x() -> None:
    -    assert f(1) == 2
    +    assert f(1)

An edit names a file and then a piece of it, as a patch does, without numbers. A file that is not there
is made. `move OLD NEW` and `delete FILE` are edits, too. Edits are made in their order. WHEEL stands for
the name of the wheel in vendor/, whose text is "the wheel".
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.places import TREE

(WHEEL,) = (path.name for path in TREE.glob("vendor/*.whl"))
CORPUS = Path(__file__).parent / "corpus"


@dataclass
class Edited:
    """A change of some texts."""

    title: str
    raises: frozenset[str]
    message: str
    steps: list[list[str]] = field(default_factory=list)
    runs: frozenset[str] = frozenset()
    told: str = ""

    def apply(self, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts after the change."""
        after = dict(texts)
        for head, *lines in self.steps:
            words = head.split()
            if words[0] == "delete":
                del after[words[1]]
            elif words[0] == "move":
                after[words[2]] = after.pop(words[1])
            else:
                _edit(after, head, lines, self.title)
        return after


def _edit(texts: dict[str, str], name: str, lines: list[str], title: str) -> None:
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "-"))
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "+"))
    if name not in texts:
        assert not old, f"{title}: {name} is not there"
        texts[name] = new
        return
    assert texts[name].count(old) == 1, f"{title}: {name} must hold this once:\n{old}"
    texts[name] = texts[name].replace(old, new)


@dataclass(frozen=True)
class Part:
    """One change as the corpus has it."""

    stem: str  # its name
    text: str


def read_change_file(part: Part) -> Edited:
    """Read one change of the corpus."""
    text = part.text.replace("WHEEL", WHEEL)
    head, *pieces = re.split(r"\n\n(?=\S)", text.rstrip("\n"))
    title, *keys = head.splitlines()
    found = dict(line.split(": ", 1) for line in keys if ": " in line)
    raises, runs = (_words(found.get(key, "")) for key in ("raises", "runs"))
    message = found.get("message", title).replace("\\n", "\n")
    steps = [piece.splitlines() for piece in pieces]
    return Edited(title, raises, message, steps, runs, found.get("told", ""))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split(", ") if word not in ("", "nothing"))


def _parts() -> list[Part]:
    texts = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    pieces = [re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)[1:] for text in texts]
    return [Part(*pair) for one in pieces for pair in zip(one[::2], one[1::2], strict=True)]


FILES = _parts()
# The texts alone decide of a change that raises these rows only: sanity/test_corpus.py judges all of
# them so. Of those every fifth is reviewed as a whole.
BY_TEXTS = {"weakened", "suppressed", "enforcement"}
TEXTS_ALONE = [
    file
    for file in FILES
    if file.stem.startswith("bad-")
    and (edited := read_change_file(file)).raises <= BY_TEXTS
    and not edited.runs
]
SILENT = ("bad-59-unasserted",)  # of the new tests that assert nothing, those whose text shows it
STATIC = {"weakened", "suppressed", "enforcement"}  # rows of a quick review
REVIEWED = [file for file in FILES if file not in TEXTS_ALONE or file in TEXTS_ALONE[::5]]


def outcome(part: Part) -> str:
    """Return what the review makes of a change, as the page of careless changes says it."""
    edited = read_change_file(part)
    rows = ", ".join(
        f"`{row}`" if row != "check" else "`plumbline check`" for row in sorted(edited.raises)
    )
    if "Tests-Changed: " in edited.message or "Tests-Asked: " in edited.message:
        return "listed with the reason that its commit gives"
    return rows or edited.told or "nothing"


def as_table(kind: str) -> str:
    """Return the table of all changes of one kind, `bad` or `good`."""
    parts = [part for part in FILES if part.stem.startswith(f"{kind}-")]
    lines = ["| change | what it does | named by |", "| --- | --- | --- |"]
    for part in parts:
        name = part.stem.split("-", 2)[2].replace("-", " ")
        lines.append(f"| {name} | {read_change_file(part).title} | {outcome(part)} |")
    return "\n".join(lines) + "\n"
