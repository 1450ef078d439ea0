"""What a change renamed, found by shape: modules, what they define, fields and parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .modules import Def, Function, Module, World

ALIKE = 0.6  # how much of a module another must hold to be the same under a new name
SAME = 0.75  # and how much of a function or class
WORD = re.compile(r"\w+|[^\w\s]")
Name = tuple[str, str]  # of a module, and of what it defines


@dataclass(frozen=True)
class Renames:
    """What is called otherwise on the other side."""

    modules: dict[str, str] = field(default_factory=dict)
    names: dict[Name, Name] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)  # fields and methods
    parameters: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.modules or self.names or self.fields or self.parameters)

    def module(self, name: str) -> str:
        """Return what a module is called on the other side."""
        return self.modules.get(name, name)

    def name(self, module: str, name: str) -> Name:
        """Return what a name of a module is called there, a module within a folder included."""
        if moved := self.modules.get(f"{module}.{name}"):
            origin, _, leaf = moved.rpartition(".")
            return origin, leaf
        return self.names.get((module, name), (self.module(module), name))


def find_renames(old: World, new: World) -> Renames:
    """Compare the modules of two sides."""
    modules = _modules(old, new)
    names: dict[Name, Name] = {}
    pairs = [
        (old.modules[n], new.modules[modules.get(n, n)])
        for n in old.modules
        if modules.get(n, n) in new.modules
    ]
    pairs = [(was, now) for was, now in pairs if was.text != now.text]
    known = {was.rpartition(".")[2]: now.rpartition(".")[2] for was, now in modules.items()}
    for was, now in pairs:
        found = dict(_defined(was, now, known))
        names |= {(was.name, a): (now.name, b) for a, b in found.items()}
        known |= found
    fields: list[tuple[str, str]] = []
    parameters: list[tuple[str, str]] = []
    for was, now in pairs:
        for name, node in was.defined.items():
            other = now.defined.get(names.get((was.name, name), ("", name))[1])
            if isinstance(node, ast.ClassDef) and isinstance(other, ast.ClassDef):
                fields += _members(node, other, known)
                methods = dict(_functions(other))
                alike = {n: methods[m] for n, m in _members(node, other, known) if m in methods}
                for method, body in _functions(node):
                    if twin := methods.get(method) or alike.get(method):
                        parameters += _parameters(body, twin)
            elif isinstance(node, Function) and isinstance(other, Function):
                parameters += _parameters(node, other)
    return Renames(modules, names, _clear(fields), _clear(parameters))


def _modules(old: World, new: World) -> dict[str, str]:
    gone = [one for name, one in old.modules.items() if name not in new.modules]
    fresh = [one for name, one in new.modules.items() if name not in old.modules]
    scores = []
    for was in gone:
        for now in fresh:
            if _kind(was) != _kind(now) or not was.text.strip():
                continue
            score = _ratio(WORD.findall(was.text), WORD.findall(now.text), ALIKE)
            if score >= ALIKE:
                scores.append((score, was.name, now.name))
    return _best(scores)


def _kind(module: Module) -> tuple[str, bool]:
    """Return what a module can only be exchanged with: sources with sources, fakes with fakes."""
    parts = module.path.split("/")
    role = next((part for part in parts if part in ("fakes", "contracts", "gateways")), "")
    return parts[0] + role, parts[-1] == "__init__.py"


def _defined(was: Module, now: Module, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the functions, classes and constants that are called otherwise."""
    gone = {n: node for n, node in was.defined.items() if n not in now.defined}
    fresh = {n: node for n, node in now.defined.items() if n not in was.defined}
    scores = []
    for place, (name, node) in enumerate(gone.items()):
        for other_place, (other, twin) in enumerate(fresh.items()):
            if type(node) is type(twin) and isinstance(node, Def | ast.Assign | ast.AnnAssign):
                score = _ratio(_shape(node, name, known), _shape(twin, other, {}), SAME)
                closer = SequenceMatcher(None, name, other).ratio() - abs(place - other_place)
                if score >= SAME:
                    scores.append((score + closer / 1000, name, other))
    yield from _best(scores).items()


def _members(was: ast.ClassDef, now: ast.ClassDef, known: dict[str, str]) -> list[tuple[str, str]]:
    """Return the fields and methods of a class that are called otherwise."""
    before, after = _inner(was), _inner(now)
    gone = {n: node for n, node in before.items() if n not in after}
    fresh = {n: node for n, node in after.items() if n not in before}
    scores = [
        (_ratio(_shape(node, name, known), _shape(twin, other, {}), SAME), name, other)
        for name, node in gone.items()
        for other, twin in fresh.items()
        if type(node) is type(twin)
    ]
    return list(_best([one for one in scores if one[0] >= SAME]).items())


def _inner(node: ast.ClassDef) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = dict(_functions(node))
    for inner in node.body:
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            found[inner.target.id] = inner
    return found


def _functions(node: ast.ClassDef) -> list[tuple[str, Function]]:
    return [(inner.name, inner) for inner in node.body if isinstance(inner, Function)]


def _parameters(was: Function, now: Function) -> list[tuple[str, str]]:
    """Return the parameters that are called otherwise, where there are as many as before."""
    before, after = _arguments(was), _arguments(now)
    if len(before) != len(after) or len(set(before) - set(after)) > len(before) / 2 + 1:
        return []
    return [
        (a, b) for a, b in zip(before, after, strict=True) if a not in after and b not in before
    ]


def _arguments(node: Function) -> list[str]:
    return [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def _shape(node: ast.stmt, own: str, known: dict[str, str]) -> list[str]:
    """Return the words of a definition, without its name and texts, in the other side's names."""
    words = WORD.findall(ast.unparse(_without_texts(node)))
    return ["_" if word == own else known.get(word, word) for word in words]


def _without_texts(node: ast.stmt) -> ast.stmt:
    tree = ast.parse(ast.unparse(node)).body[0]
    for inner in ast.walk(tree):
        if isinstance(inner, Def):
            inner.body = [one for one in inner.body if not _is_text(one)] or [ast.Pass()]
    return tree


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _ratio(one: Sequence[str], other: Sequence[str], least: float) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _best(scores: list[tuple[float, str, str]]) -> dict[str, str]:
    """Return who is who, the surest first; nobody is two others."""
    found: dict[str, str] = {}
    for _, was, now in sorted(scores, key=lambda one: -one[0]):
        if was not in found and now not in found.values():
            found[was] = now
    return found


def _clear(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return those that are called one way only."""
    found: dict[str, set[str]] = {}
    for was, now in pairs:
        found.setdefault(was, set()).add(now)
    return {was: now.pop() for was, now in found.items() if len(now) == 1}
