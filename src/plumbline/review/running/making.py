"""Make mutants of chosen lines with the operators of mutmut.

mutmut's own walk leaves out every function with a decorator, because its trampolines cannot take one;
here the import is given another text, so only the operators and the pragmas are mutmut's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators
from mutmut.mutation.pragma_handling import PragmaParseError, PragmaVisitor

# Texts are for people and no contract; a call with an argument less fails whatever the tests are like.
LEFT_OUT = ("operator_string", "operator_arg_removal", "operator_dict_arguments")
OPERATORS = [pair for pair in mutators.mutation_operators if pair[1].__name__ not in LEFT_OUT]
TEXTS = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)
PLAIN = (cst.Name, cst.BaseNumber, cst.BaseString)
ENUMS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")


@dataclass(frozen=True)
class Mutant:
    """A copy of a file with one small mistake."""

    path: str
    line: int
    old: str  # the line as it is
    new: str  # and with the mistake
    text: str  # the file as a whole


class UnreadableError(Exception):
    """A file that cannot be parsed."""


def make_mutants(path: str, text: str, wanted: set[int]) -> list[Mutant]:
    """Return the mutants of these lines. Raises UnreadableError."""
    try:
        wrapper = MetadataWrapper(cst.parse_module(text))
    except cst.ParserSyntaxError as error:
        raise UnreadableError(f"{path}: {error.message.splitlines()[0]}") from None
    pragmas = PragmaVisitor(path)
    try:
        wrapper.visit(pragmas)
    except PragmaParseError as error:
        raise UnreadableError(f"{path}: {str(error).splitlines()[0]}") from None
    picked = _Picker(wanted - pragmas.no_mutate_lines - pragmas.ignore_node_lines)
    wrapper.visit(picked)
    found: dict[str, Mutant] = {}
    for node, changed in picked.pairs:
        mutated = wrapper.module.deep_replace(node, changed)
        code = mutated.code if isinstance(mutated, cst.Module) else text
        pair = _first_difference(text, code)
        if pair and code not in found:
            found[code] = Mutant(path, *pair, code)
    return list(found.values())


class _Picker(cst.CSTVisitor):
    """Collects each node that an operator changes, with what it becomes."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, wanted: set[int]) -> None:
        self.pairs: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self._wanted = wanted

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_out(node):
            return False
        position = self.get_metadata(PositionProvider, node, None)
        if position is not None and position.start.line in self._wanted:
            self.pairs += [(node, changed) for changed in _changes(node)]
        return True


def _changes(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    if isinstance(node, cst.Assign | cst.AnnAssign) and isinstance(node.value, TEXTS):
        return  # message = "..." to message = None
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)


def _is_left_out(node: cst.CSTNode) -> bool:
    """Say whether nothing in a node is worth a mutant, or may break the import by itself."""
    if isinstance(node, cst.Annotation | cst.Decorator):
        return True
    if isinstance(node, cst.ClassDef):
        bases = [base.value for base in node.bases]
        names = [base.attr if isinstance(base, cst.Attribute) else base for base in bases]
        return any(isinstance(name, cst.Name) and name.value in ENUMS for name in names)
    if isinstance(node, cst.Param):
        return node.default is not None and not isinstance(node.default, PLAIN)
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
        return isinstance(target, cst.Name) and target.value.startswith("__")
    return False


def _first_difference(one: str, other: str) -> tuple[int, str, str] | None:
    lines, others = one.splitlines(), other.splitlines()
    for number, (old, new) in enumerate(zip(lines, others, strict=False), 1):
        if old != new:
            return number, old.strip(), new.strip()
    return None
