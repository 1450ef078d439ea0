"""What is wrong with a command that a page names: a session, a level, a command of plumbline."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..table import FILE, Table

NAME = re.compile(r"[a-z][\w.-]*")
PYTHON = re.compile(r"python[\d.]*(\.exe)?$")
FORMER = re.compile(r"levels(\.\w+)?")  # the module that the commands were once in


@dataclass(frozen=True)
class Known:
    """What there is to name."""

    table: Table
    sessions: Collection[str] | None  # of noxfile.py; None where there is none to read
    commands: Collection[str]  # of plumbline

    def wrong_in(self, words: list[str]) -> Iterator[str]:
        """Yield what is wrong with the names in a command."""
        words = [word.strip("[]") for word in words]
        yield from self._in_nox(_nox(words))
        yield from self._in_pytest(_run(words, "pytest"))
        name = next(iter(_run(words, "plumbline")), "-")
        if NAME.fullmatch(name) and name not in self.commands:
            known = ", ".join(sorted(self.commands))
            yield f"plumbline has no command {name}; its commands are {known}"

    def _in_nox(self, arguments: list[str]) -> Iterator[str]:
        is_name = False
        for word in arguments[: _end(arguments)]:
            if word.startswith("-"):
                is_name = word in ("-s", "-e", "--session", "--sessions")
            elif is_name and self.sessions is not None and NAME.fullmatch(word):
                name = re.sub(r"-(pypy)?[\d.]+$", "", word)
                if name not in self.sessions and word not in self.sessions:
                    yield f"nox has no session {word}; `nox -l` lists those it has"

    def _in_pytest(self, arguments: list[str]) -> Iterator[str]:
        known = {**dict.fromkeys(level.name for level in self.table.levels), **self.table.sessions}
        for name in _levels(arguments):
            if NAME.fullmatch(name) and name not in known:
                yield f"{FILE} has no level or session {name}; it has {', '.join(known)}"


def modules_gone(words: list[str]) -> list[str]:
    """Return the modules that a command runs and that this package has no more."""
    return [
        module
        for python, option, module in zip(words, words[1:], words[2:], strict=False)
        if PYTHON.search(python) and option == "-m" and FORMER.fullmatch(module)
    ]


def paths_in(words: list[str]) -> list[str]:
    """Return the paths that a command hands to tests of levels."""
    nox, tests, tool = _nox(words), _run(words, "pytest"), _run(words, "plumbline")
    found = nox[_end(nox) :]
    found += tests if _levels(tests) else []
    found += tool if tool[:1] == ["prove"] else []
    return [word for word in found if "/" in word]


def _nox(words: list[str]) -> list[str]:
    other = {"-f", "--noxfile"} & {*words}
    return words[words.index("nox") + 1 :] if "nox" in words and not other else []


def _end(arguments: list[str]) -> int:
    return arguments.index("--") if "--" in arguments else len(arguments)


def _run(words: list[str], program: str) -> list[str]:
    """Return the arguments of a program if the command runs it, by a path, Python or a runner too."""
    for index, word in enumerate(words):
        before = words[:index]
        is_run = "run" in before or before[-1:] == ["-m"] or all("=" in word for word in before)
        if is_run and re.split(r"[\\/]", word)[-1].removesuffix(".exe") == program:
            return words[index + 1 :]
    return []


def _levels(arguments: list[str]) -> list[str]:
    after = [
        word for option, word in zip(arguments, arguments[1:], strict=False) if option == "--level"
    ]
    return after + [word[8:] for word in arguments if word.startswith("--level=")]
