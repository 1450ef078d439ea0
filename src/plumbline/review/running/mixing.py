"""Tests of one side over the sources of the other: each fake, contract and conftest from the side that fits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...placing import is_test_file
from ..folders import below
from ..reading.fitting import fits, offers
from ..reading.modules import (
    Function,
    Module,
    World,
    absent,
    code_words,
    dotted,
    members,
    module_of,
    taken_from,
)
from ..reading.renames import Renames, find_renames, without_tests
from ..reading.translate import stand_in, translate
from ..trees import Tree

TURNS = 6  # in which a choice may make another one necessary
Missing = dict[str, tuple[str, str]]  # local name: the module and the name that are not there


@dataclass(frozen=True)
class Mixture:
    """What was done to the tests of a tree."""

    renames: Renames = field(default_factory=Renames)
    missing: dict[str, Missing] = field(default_factory=dict)  # by file of tests
    sides: tuple[World, World] = (World({}), World({}))  # the tests' own, and the sources'


@dataclass(frozen=True)
class Half:
    """One side of a mixture."""

    sources: dict[str, str]
    support: dict[str, str]  # fakes, contracts, conftest and other helpers

    @property
    def world(self) -> World:
        """All that tests can import."""
        return World({**self.sources, **self.support})


def half(side: Tree, sources: Iterable[str], suites: Sequence[str]) -> Half:
    """Read the sources and what tests share on one side."""
    found, is_shared = side.texts(sources, tests=True), below(suites)
    own = {path: text for path, text in found.items() if not is_shared(path)}
    return Half(own, side.texts(suites, tests=False))


def added_names(base: Tree, head: Tree, suites: Sequence[str]) -> frozenset[str]:
    """Return the names in the sources, fakes and contracts of `head` that those of `base` do not have."""
    before, after = (_names(side, suites) for side in (base, head))
    return frozenset(after - before)


def _names(side: Tree, suites: Sequence[str]) -> set[str]:
    shared = {
        f"{suite}/{name}" for suite in suites for name in ("fakes", "contracts", "conftest.py")
    }
    found = set[str]()
    for path, text in side.texts({*side.sources(), *shared}, tests=True).items():
        found |= code_words(text) | {
            *path.removesuffix(".py").split("/"),
            *_defined(module_of(path, text)),
        }
    return found


def _defined(module: Module) -> Iterator[str]:
    """Yield what a module defines, its classes and functions, with where it stands: module.Class.name."""
    for name, node in module.defined.items():
        inner = members(node) if isinstance(node, ast.ClassDef) else {}
        fields = [one for one, value in inner.items() if isinstance(value, ast.AnnAssign)]
        yield from (f"{module.name}.{name}.__init__.{field}" for field in fields)  # of a dataclass
        for place, one in [
            (name, node),
            *((f"{name}.{key}", value) for key, value in inner.items()),
        ]:
            yield f"{module.name}.{place}"
            yield from (f"{module.name}.{place}.{taken}" for taken in _taken(one))


def _taken(node: ast.stmt) -> list[str]:
    """Return the names of what a function takes."""
    if not isinstance(node, Function):
        return []
    return [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def mix(tree: Tree, own: Half, given: Half, suites: Iterable[str], fakes: str) -> Mixture:
    """Make the tests of a tree fit its sources.

    The tree holds the sources of `own` and the tests of `given`. `fakes` says whose fakes are taken where
    both fit: "own", "given", or "alike" for own ones that offer the same; "all" takes all but contracts.
    """
    if own.sources == given.sources and own.support == given.support:
        return Mixture()
    new, old = own.world, given.world
    renames = find_renames(old, new)
    renames = without_tests(renames, [own.support, given.support], [own.sources, given.sources])
    moved = {path: _moved(path, renames) for path in given.support}
    theirs = {moved[p]: translate(p, text, renames) for p, text in given.support.items()}
    chosen = _choose(own, theirs, (old, new), fakes)
    world = World({**own.sources, **chosen})
    for path in moved.keys() - chosen.keys():
        tree.files.pop(path, None)
    orphans = set()  # modules of the tests that went with what they are about
    for path, text in chosen.items():
        lost = absent(module_of(path, text), world, (old, new))
        if lost and path not in own.support:
            orphans.add(dotted(path))
        tree.put(path, stand_in(path, text, lost, old))
    missing = {}
    words = _words(old, new, renames) | {name.rpartition(".")[2] for name in orphans}
    for path, text in tree.texts(suites, tests=True).items():
        if is_test_file(path) and any(word in text for word in words):
            told = Module(path, translate(path, text, renames))
            lost = absent(told, world, (old,))
            if needs := lost | taken_from(told, orphans):
                missing[path] = needs
            tree.put(path, stand_in(path, told.text, lost, old))
    _answer_to_old_names(tree, world, renames.methods)
    return Mixture(renames, missing, (old, new))


def _answer_to_old_names(tree: Tree, world: World, methods: Mapping[str, str]) -> None:
    """Let methods that are called otherwise answer to their old names, too, whatever calls them."""
    for place, old in methods.items():
        name, owner, new = place.rsplit(".", 2)
        module = world.modules.get(name)
        node = module.defined.get(owner) if module else None
        if module and isinstance(node, ast.ClassDef):
            there = members(node)
            if new in there and old not in there:
                text = tree.text(module.path)
                tree.put(module.path, f"{text}\n{owner}.{old} = {owner}.{new}\n")


def _words(old: World, new: World, renames: Renames) -> set[str]:
    """Return what a file must hold to be worth reading: names that are called otherwise or are gone."""
    found = {word.lstrip(".") for word in renames.words}
    found |= {name.rpartition(".")[2] for name in old.modules.keys() - new.modules.keys()}
    for name, module in old.modules.items():
        other = new.modules.get(name)
        if other is not None and other.text != module.text:
            found |= module.defined.keys() - other.defined.keys()
    return found


def _moved(path: str, renames: Renames) -> str:
    name = dotted(path)
    new = renames.modules.get(name)
    if new is None:
        return path
    head = path[: len(path) - len(name.replace(".", "/") + ".py")]
    return f"{head}{new.replace('.', '/')}.py"


def _choose(
    own: Half, theirs: dict[str, str], sides: tuple[World, World], fakes: str
) -> dict[str, str]:
    """Return the text of each shared module: from the side that fits, a stranger's where none does."""
    sources = own.sources
    candidates: dict[str, list[str]] = {}
    for path in sorted({*own.support, *theirs}):
        mine, other = own.support.get(path), theirs.get(path)
        if path.endswith("conftest.py") and (other is None or (mine is None and fakes == "all")):
            continue  # what the tests never had, or the sources cannot have
        ordered = [mine, other] if _prefers_own(path, mine, other, fakes) else [other, mine]
        candidates[path] = [text for text in ordered if text is not None]
    turn = dict.fromkeys(candidates, 0)
    for _ in range(TURNS):
        chosen = {path: candidates[path][turn[path]] for path in candidates}
        world = World({**sources, **chosen})
        wrong = [
            path
            for path in candidates
            if turn[path] + 1 < len(candidates[path])
            if candidates[path][0] != candidates[path][1]
            if not fits(world.modules[dotted(path)], world, sides)
        ]
        if not wrong:
            break
        for path in wrong:
            turn[path] += 1
    chosen = {path: candidates[path][turn[path]] for path in candidates}
    world = World({**sources, **chosen})
    return {
        path: own.support[path]
        if path in own.support and not fits(world.modules[dotted(path)], world, sides)
        else text
        for path, text in chosen.items()
    }


def _prefers_own(path: str, mine: str | None, other: str | None, fakes: str) -> bool:
    if mine is None or other is None:
        return False
    if "/fakes/" not in f"/{path}":
        return fakes == "all" and "/contracts/" not in f"/{path}"
    if fakes == "alike":
        return offers(module_of(path, mine)) == offers(module_of(path, other))
    return fakes in ("own", "all")
