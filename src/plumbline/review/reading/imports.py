"""Which files a file of tests leads to by its imports, read from the texts of one tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from .interface import parse
from .words import last_word


class Imports:
    """The imports of tests in one tree, and of sources, which may lie in another."""

    def __init__(self, tests: Path, sources: Path, tops: list[str]) -> None:
        self._tests, self._sources, self._tops = tests, sources, tops
        self.of = cache(self._of)  # what a file imports by itself
        self._files = cache(self._files_of)

    def is_source(self, name: str) -> bool:
        """Say whether a file lies among the sources."""
        return PurePosixPath(name).parts[0] in self._tops

    def reached(self, file: str) -> set[str]:
        """Return the files that a file of tests needs to be run: its imports, conftests, theirs."""
        found, waiting = set[str](), [file, *self._conftests(file)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.of(name)
        return found

    def _conftests(self, file: str) -> Iterator[str]:
        """Yield the conftests above a file whose fixtures it names."""
        words = set(re.findall(r"\w+", (self._tests / file).read_text("utf-8", "replace")))
        for folder in PurePosixPath(file).parents:
            name = (folder / "conftest.py").as_posix()
            tree = parse(self._tests / name)
            if tree is None:
                continue
            fixtures = {
                node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                if any(last_word(mark) == "fixture" for mark in node.decorator_list)
            }
            if fixtures & words:
                yield name

    def _of(self, name: str) -> set[str]:
        tree = parse((self._sources if self.is_source(name) else self._tests) / name)
        found: set[str] = set()
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Import):
                found.update(file for one in node.names for file in self._files(one.name))
            elif isinstance(node, ast.ImportFrom):
                start = self._start(name, node.level) if node.level else ""
                module = ".".join(filter(None, (start, node.module or "")))
                for one in node.names:
                    found.update(self._files(f"{module}.{one.name}"))
        return found

    def _start(self, name: str, level: int) -> str:
        """Return the package that a relative import of a file starts from."""
        parts = list(PurePosixPath(name).parts)
        parts = parts[1:] if parts[0] == "src" else parts
        return ".".join(parts[:-level]) if level < len(parts) else ""

    def _files_of(self, module: str) -> tuple[str, ...]:
        """Return the files that an import of a name runs, its packages' included."""
        parts, found = module.split("."), []
        for end in range(1, len(parts) + 1):
            place = "/".join(parts[:end])
            for top in ("src/", ""):
                for file in (f"{top}{place}.py", f"{top}{place}/__init__.py"):
                    side = self._sources if self.is_source(file) else self._tests
                    if (side / file).is_file():
                        found.append(file)
        return tuple(found)
