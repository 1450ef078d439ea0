"""The text of a file after others, or it itself, have moved: its imports of them, and its own paths."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..values import LevelsError
from .paths import own_paths
from .ties import OWN, Parts, means, parts_of

FROM = re.compile(rb"from\s*(\.[\s.]*|\s)[\w.]*\s*import\b")
Edit = tuple[int, int, str]  # from byte to byte


@dataclass(frozen=True)
class Move:
    """What moves, by old paths, and the file that is looked at."""

    moved: Mapping[str, str]
    old: str

    @property
    def new(self) -> str:
        """Where the file will be."""
        return self.moved.get(self.old, self.old)

    def found(self, words: Parts, whole: bool) -> Parts | None:
        """Return the new name of an imported module that moves, None if it stays."""
        for old, new in self.moved.items():
            if means(words, whole, old):
                above = parts_of(old)[: -len(words)]
                if parts_of(new)[: len(above)] != above:
                    raise self.error(
                        0, f"imports {'.'.join(words)}, which would be out of its reach"
                    )
                return parts_of(new)[len(above) :]
        return None

    def error(self, line: int, what: str) -> LevelsError:
        """Return the sentence for what nobody can mend but a person."""
        where = f"{self.old}:{line}" if line else self.old
        return LevelsError(
            f"{where}: {what}; nothing was moved. Change that line, or move it by hand."
        )


class _Source:
    """The bytes of a file, and where in them its syntax stands."""

    def __init__(self, source: bytes, move: Move) -> None:
        self.source = source
        try:
            self.tree = ast.parse(source)
        except (SyntaxError, ValueError):
            raise move.error(0, "is not Python that can be read") from None
        self._starts = [0, *(found.end() for found in re.finditer(rb"\n", source))]

    def span(self, node: ast.stmt | ast.expr | ast.alias) -> tuple[int, int]:
        """Return where a node begins and ends."""
        last, column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[last - 1] + column


def mend(source: bytes, move: Move) -> bytes:
    """Return the source of a file as it must be after the move. Raises LevelsError."""
    read = _Source(source, move)
    edits = [*_imports(read, move)]
    if move.new != move.old and OWN.encode() in source:
        edits += _own(read, move)
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text.encode() + source[end:]
    return source


def _own(read: _Source, move: Move) -> Iterator[Edit]:
    folders = PurePosixPath(move.old).parent.parts, PurePosixPath(move.new).parent.parts
    for expression, made in own_paths(read.tree, *folders):
        if made is None:
            raise move.error(expression.lineno, f"builds a path from `{OWN}` in a way not known")
        yield *read.span(expression), made


def _imports(read: _Source, move: Move) -> Iterator[Edit]:
    for node in ast.walk(read.tree):
        if isinstance(node, ast.Import):
            for one, text in _plain(node, move):
                yield *read.span(one), text
        if isinstance(node, ast.ImportFrom) and (name := _from(node, move)):
            start, end = read.span(node)
            head = FROM.match(read.source[start:end])
            if head is None:
                raise move.error(node.lineno, "is an import over several lines")
            yield start, start + head.end(), f"from {name} import"


def _plain(node: ast.Import, move: Move) -> Iterator[tuple[ast.stmt | ast.alias, str]]:
    for alias in node.names:
        name = move.found(tuple(alias.name.split(".")), whole=False)
        if name is None:
            continue
        if alias.asname:
            yield alias, f"{'.'.join(name)} as {alias.asname}"
        elif "." not in alias.name and len(node.names) == 1:
            yield node, f"from {'.'.join(name[:-1])} import {name[-1]}" if name[1:] else alias.name
        else:
            raise move.error(node.lineno, f"uses {alias.name} by its full name")


def _from(node: ast.ImportFrom, move: Move) -> str | None:
    """Return what must stand between `from` and `import`, None if it may stay."""
    above = parts_of(move.old)[: -node.level] if node.level else ()
    if node.level > len(parts_of(move.old)):
        raise move.error(node.lineno, "imports from above the repository")
    base = (*above, *(node.module.split(".") if node.module else ()))
    whole = bool(node.level)
    name = move.found(base, whole) if base else None
    if name is None:
        modules = [move.found((*base, alias.name), whole) for alias in node.names]
        homes = {found[:-1] if found else base for found in modules}
        if len(homes) > 1:
            raise move.error(node.lineno, "imports what moves together with what stays")
        (name,) = homes
    if not whole:
        return ".".join(name) if name != base else None
    made = _relative(name, parts_of(move.new)[:-1])
    if made is None:
        raise move.error(node.lineno, "has a relative import that would lead out of the tests")
    return made if made != "." * node.level + (node.module or "") else None


def _relative(name: Parts, package: Parts) -> str | None:
    common = 0
    while common < min(len(name), len(package)) and name[common] == package[common]:
        common += 1
    if not common:
        return None
    return "." * (len(package) - common + 1) + ".".join(name[common:])
