"""What a repo holds: its files, the words in them, its sessions. Nothing is run or imported."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path

from ..table import Table

PRUNED = ("__pycache__", "node_modules", "site-packages")
CODE = (".py", ".toml")
LIBRARIES = ("_pytest", "unittest")  # whose fixtures and attributes pages name without a module
SESSION = ("nox.session", "session")
LARGEST = 1_000_000  # bytes; what is larger was not written by hand
_WORD = re.compile(r"\w+")


class Repository:
    """The files of a repo, without what its .gitignore or a tool made of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.packages = [path.parent for path in root.glob("src/*/__init__.py")]

    @cached_property
    def ignored(self) -> list[str]:
        """The plain names and patterns of .gitignore."""
        file = self.root / ".gitignore"
        lines = _text(file).splitlines() if file.is_file() else []
        return [line.strip().strip("/") for line in lines if line.strip() and line[0] not in "#!"]

    def ignores(self, path: str) -> bool:
        """Say whether a part of the path is named in .gitignore."""
        parts = path.strip("/").split("/")
        return any(fnmatch(part, name) for part in parts for name in self.ignored)

    @cached_property
    def files(self) -> list[str]:
        """The paths of all files, relative to the root, hidden folders but .github left out."""
        found = []
        for folder, folders, names in os.walk(self.root):
            if "pyvenv.cfg" in names:
                folders[:] = []
                continue
            here = Path(folder).relative_to(self.root).as_posix()
            prefix = "" if here == "." else f"{here}/"
            folders[:] = [
                name
                for name in folders
                if name not in PRUNED
                and (name == ".github" or not name.startswith("."))
                and not self.ignores(name)
            ]
            found += [prefix + name for name in names]
        return found

    def has_below(self, path: str) -> bool:
        """Say whether some folder holds this path."""
        end = path.strip("/")
        return any(
            f"/{name}".endswith(f"/{end}") or f"/{end}/" in f"/{name}" for name in self.files
        )

    @cached_property
    def words(self) -> set[str]:
        """The words of its Python and TOML, and of the names of its files."""
        found = set(_WORD.findall(" ".join(self.files)))
        return found.union(*map(_words, self._named(lambda name: name.endswith(CODE))))

    def unknown(self, words: set[str]) -> set[str]:
        """Return those of the words that no file but a page has, in any case of their letters.

        Where the code does not know one, the other files are asked, then pytest's and unittest's own.
        """
        missing = {word for word in words - self.words if word.lower() not in _library_words()}
        if not missing:
            return missing
        rest = self._named(lambda name: not name.endswith((*CODE, ".md")))
        known = {word.lower() for word in self.words.union(*map(_words, rest))}
        return {word for word in missing if word.lower() not in known}

    def _named(self, is_wanted: Callable[[str], bool]) -> list[Path]:
        return [self.root / name for name in self.files if is_wanted(name)]

    def is_foreign(self, module: str) -> bool:
        """Say whether a top-level module can be imported and is none of this repo's."""
        if module in sys.builtin_module_names or module in sys.stdlib_module_names:
            return True
        try:
            found = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            return False
        if found is None or not found.origin:
            return False
        inside = Path(found.origin).resolve()
        root = self.root.resolve()
        return "site-packages" in inside.parts or not inside.is_relative_to(root)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            return ""
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _words(path: Path) -> set[str]:
    return set(_WORD.findall(_text(path)))


@cache
def _library_words() -> frozenset[str]:
    """Return the words of pytest's own code and of unittest's, in small letters."""
    found = [importlib.util.find_spec(name) for name in LIBRARIES]
    folders = [Path(spec.origin).parent for spec in found if spec and spec.origin]
    texts = (_text(path).lower() for folder in folders for path in folder.glob("*.py"))
    return frozenset(word for text in texts for word in _WORD.findall(text))


def find_sessions(root: Path, table: Table) -> set[str] | None:
    """Return the names of the sessions of noxfile.py, None if there is none to read."""
    try:
        tree = ast.parse((root / "noxfile.py").read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None
    made = {*(level.name for level in table.levels), *table.sessions, "levels"}
    return sessions_in(tree) | made


def sessions_in(tree: ast.Module) -> set[str]:
    """Return the names of the sessions that a noxfile defines by itself."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_session, node.decorator_list)):
            names.add(node.name)
        if isinstance(node, ast.Call):
            words = node.args[:1] if ast.unparse(node.func) == "add" else _names(node)
            names |= {str(word.value) for word in words if isinstance(word, ast.Constant)}
    return names


def _makes_session(mark: ast.expr) -> bool:
    """Say whether a decorator makes a session that is called like its function."""
    named = isinstance(mark, ast.Call) and _names(mark)
    return ast.unparse(mark).split("(")[0] in SESSION and not named


def _names(call: ast.Call) -> list[ast.expr]:
    is_session = ast.unparse(call.func) in SESSION
    return [key.value for key in call.keywords if key.arg == "name" and is_session]
