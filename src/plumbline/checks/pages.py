"""What the pages for agents name must be there: paths, sessions, commands, names, skills, links.

A page in code font speaks of this repo. What may be of another world, such as a branch, an address,
an option or a brand, is let be; each finding says how to write the rest.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path

from ..table import MUST_NOT_RAISE, Table
from .commands import Known, modules_gone, paths_in
from .markdown import Page, Span
from .repository import Repository, find_sessions
from .skills import OWN, SKILLS, skill_names, unread_skills

ALWAYS = ("AGENTS.md", "tests/AGENTS.md")
IF_OWN = (f"{SKILLS}/*/**/*.md", ".claude/agents/*.md")  # more lie there than speak of this repo
ENDINGS = (".py", ".toml", ".md", ".json")
ODD = re.compile(r"[\s\\:@$%~\"'=,;()|&!?#^+\[\]]|^[/-]|//|\.local\.")
PLACEHOLDER = re.compile(r"[<{*…]|\.\.\.|[A-Z]{2,}(?!\w*\.md$)|(^|_)x(?=\.|$)")
ELSEWHERE = re.compile(
    r"\b(branch|branches|prefix|prefixed|tag|tags|URL|endpoint)\b", re.IGNORECASE
)
NOT_WANTED = re.compile(
    r"\b(no|not|never|without|instead of|don't)(\s+(an?|any|add|commit|create|make|use|write))*\s*$",
    re.IGNORECASE,
)
CALLED = re.compile(r"([A-Za-z_][\w.]*)\(.*\)")
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
NAME = re.compile(r"(?=.*[a-z])[a-z0-9_]*[a-z0-9]_[a-z0-9_]+|_\w*[a-z]\w*|[A-Z][a-z0-9]+[A-Z]\w*")
FREE = re.compile(r"[a-z][A-Z]{2,}$|_[A-Z]{2,}|(^|_)x$|^__\w+__$|[<{…]|\.\.\.")
GIVEN = ("fork_turns", MUST_NOT_RAISE)  # words of agents' clients and of the plugin
SUFFIXES = (  # of files and hosts, where a dotted name is neither module nor attribute
    "app bat c cfg cloud com conf cpp css csv dev env gz h html ini io ipynb jpg js jsx lock net org "
    "pdf png ps1 rb rs rst sh sql svg tar ts tsx txt xml yaml yml zip"
).split()
KEBAB = r"`([a-z0-9]+(?:-[a-z0-9]+)+)`"
NAMED_SKILL = re.compile(
    rf"\bskills?:? ((?:{KEBAB}(?:, and |, or |, | and | or )?)+)|{KEBAB} skill\b"
)
SKILL_ITEM = re.compile(rf"[ \t]*(?:[-*]|\d+\.|\|)[ \t]+\**{KEBAB}")


def check_pages(root: Path, table: Table, commands: Collection[str]) -> list[str]:
    """Return a finding, `path:line: message`, for each thing that a page names and that is not there.

    `commands` are those of `plumbline`. In a repo that adopted the levels only the commands
    of its own pages are judged: the skills speak of folders and sessions that it may not have yet.
    """
    repository = Repository(root)
    known = Known(table, find_sessions(root, table), commands)
    findings: list[tuple[str, int, str]] = []
    names: list[tuple[str, int, str]] = []
    pages = {name: Page((root / name).read_text("utf-8-sig", "replace")) for name in _pages(root)}
    for name, page in pages.items():
        checker = Checker(repository, root / name, page, known)
        if table.unplaced is not None:
            own = checker.wrong_commands() if name in ALWAYS else ()
            findings += [(name, line, message) for line, message in own]
            continue
        findings += [(name, line, message) for line, message in checker.findings()]
        names += [(name, line, word) for line, word in checker.names()]
    unknown = repository.unknown({word for _, _, word in names})
    findings += [
        (name, line, f"nothing here is called {word}; correct it, or write it without backticks")
        for name, line, word in names
        if word in unknown
    ]
    first = pages.get("AGENTS.md") if table.unplaced is None else None
    findings += unread_skills(root, first.prose if first else None)
    return [f"{name}:{line}: {message}" for name, line, message in sorted({*findings})]


def _pages(root: Path) -> list[str]:
    names = [name for name in ALWAYS if (root / name).is_file()]
    for pattern in IF_OWN:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and OWN.search(path.read_text("utf-8", "replace")):
                names.append(path.relative_to(root).as_posix())
    return names


class Checker:
    """Looks at one page."""

    def __init__(self, repository: Repository, file: Path, page: Page, known: Known) -> None:
        self.repository = repository
        self.file = file
        self.page = page
        self.known = known
        root = repository.root
        self.bases = [root, *repository.packages, file.parent]
        if file.is_relative_to(root / SKILLS):  # in references, paths may start at the skill
            self.bases.append(root.joinpath(*file.relative_to(root).parts[:3]))

    def findings(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the message of each finding, but for names."""
        for span in self.page.spans:
            if path := self.missing_path(span):
                message = f"there is no {path}; correct it, or write it without backticks"
                yield span.line, message
        yield from self.wrong_commands()
        for link in self.page.links():
            if not (self.file.parent / link.text.split("#")[0].replace("%20", " ")).exists():
                yield link.line, f"the link to {link.text} leads nowhere; correct or delete it"
        for line, name in self.skills():
            if name not in self.known_skills:
                yield line, f"there is no skill {name} in {SKILLS}; correct the name, or write it"

    def wrong_commands(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the message of each finding about a command."""
        for command in self.page.commands():
            for message in self.wrong_in(command.text.split()):
                yield command.line, message

    @cached_property
    def known_skills(self) -> set[str]:
        """The skills of this repo that every client can read."""
        return {*skill_names(self.repository.root)}

    def missing_path(self, span: Span) -> str | None:
        """Return the path that the span names if it is not there, None if it is or names none."""
        text = re.sub(r"(::.*|:\d+(:\d+)?)$", "", span.text).removeprefix("./")
        if ODD.search(text) or text in ENDINGS or not ("/" in text or text.endswith(ENDINGS)):
            return None
        if self.exists(text) or self.repository.ignores(text) or NOT_WANTED.search(span.before):
            return None
        parts = text.rstrip("/").split("/")
        fixed = next((n for n, part in enumerate(parts) if PLACEHOLDER.search(part)), None)
        if fixed is not None:
            parts = parts[:fixed]
        folder = "/".join(parts)
        if not folder or self.exists(folder):
            return None
        is_here = any((base / parts[0]).exists() for base in self.bases)
        is_path = text.endswith(ENDINGS) and ("." not in parts[0].lstrip(".") or len(parts) == 1)
        is_folder = text.endswith("/") and len(parts) == 1 and not ELSEWHERE.search(self.line(span))
        if not (is_here or is_path or is_folder) or self.repository.has_below(folder):
            return None
        return folder

    def line(self, span: Span) -> str:
        """Return the whole line that a span begins on."""
        return self.page.text.splitlines()[span.line - 1]

    def exists(self, path: str) -> bool:
        """Say whether there is such a path, from one of the places that pages count from."""
        return any((base / path).exists() for base in self.bases)

    def wrong_in(self, words: list[str]) -> Iterator[str]:
        """Yield what is wrong with a command: a name in it, a module or a path."""
        yield from self.known.wrong_in(words)
        for module in modules_gone(words):
            if not self.exists(f"{module.replace('.', '/')}.py") and not self.exists(module):
                yield f"there is no module {module}; the command is now `plumbline`"
        for path in paths_in(words):
            if missing := self.missing_path(Span(1, path)):
                yield f"there is no {missing}; correct the command"

    def names(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the last word of each name of code, those of other packages left out."""
        for span in self.page.spans:
            called = CALLED.fullmatch(span.text)
            name = called[1] if called else span.text
            first, last = name.split(".")[0], name.split(".")[-1]
            if name.endswith(ENDINGS) or NOT_WANTED.search(span.before):
                continue
            if DOTTED.fullmatch(name):
                if last in SUFFIXES or self.repository.is_foreign(first):
                    continue
                if not called and first not in self.repository.words:
                    continue  # a host, a key of a file, an attribute of something unknown
            elif name in GIVEN or name.startswith("test_") or not (called or NAME.fullmatch(name)):
                continue  # a test's name may well be made up
            if not FREE.search(last) and not hasattr(builtins, last) and not last.isupper():
                yield span.line, last

    def skills(self) -> Iterator[tuple[int, str]]:
        """Yield the line and the name of each skill that the page names."""
        below = listing = False  # below a heading about skills; in a list of them
        for number, line in enumerate(self.page.prose.splitlines(), 1):
            for found in NAMED_SKILL.finditer(line):
                names = re.findall(KEBAB, found[0])
                yield from ((number, name) for name in names)
            item = SKILL_ITEM.match(line)
            if item and listing:
                yield number, item[1]
            about = re.search(r"\bskills?\b", line, re.IGNORECASE) is not None
            if line.startswith("#"):
                below = listing = about
            elif line.rstrip().endswith(":"):
                listing = below or about
            elif line and not item and not line.startswith((" ", "-", "*", "|")):
                listing = below
