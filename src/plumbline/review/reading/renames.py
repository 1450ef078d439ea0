"""What a change renamed: modules, and words that are gone where others stand in the same lines now."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache

from .modules import Def, Module, World, code_of, code_words, members
from .words import KNOWN, last_word

ALIKE = 0.6  # how much of a module another must hold to be the same under a new name
TOKEN = re.compile(r"(\.|\bdef )?([^\W\d]\w*)")
TOP = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
TEST = re.compile(r"^\s*(?:async )?def (test\w*)", re.MULTILINE)
BLOCK = 2  # lines that must be the same in a row, but for words that are gone


@dataclass(frozen=True)
class Renames:
    """What is called otherwise on the other side."""

    modules: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # attributes and functions with a dot
    names: dict[str, str] = field(default_factory=dict)  # what a module defines, as MODULE.NAME
    methods: dict[str, str] = field(default_factory=dict)  # the old names of MODULE.CLASS.METHOD
    own: frozenset[str] = field(default=frozenset(), compare=False)  # packages of both sides
    said: frozenset[str] = field(default=frozenset(), compare=False)  # words of both sides

    def __bool__(self) -> bool:
        return bool(self.modules or self.words or self.names)


@dataclass(frozen=True)
class Masked:
    """The lines of two sides, with the words that the other has not as gaps."""

    gone: frozenset[str]
    fresh: frozenset[str]
    own: frozenset[str]

    def lines(self, module: Module, words: frozenset[str]) -> list[tuple[str, list[str]]]:
        """Return each line that is not empty, and what stood in its gaps."""
        found = []
        for line in filter(str.strip, _code(module, self.own).splitlines()):
            gaps = [word for word in map(_token, TOKEN.finditer(line)) if word in words]
            masked = TOKEN.sub(lambda m: f"{m[1] or ''}_" if _token(m) in words else m[0], line)
            found.append((masked, gaps))
        return found

    def compare(self, was: Module, now: Module) -> tuple[float, list[tuple[str, str]]]:
        """Return how much two modules share, and which words stand where others stood."""
        old, new = self.lines(was, self.gone), self.lines(now, self.fresh)
        matcher = SequenceMatcher(None, [m for m, _ in old], [m for m, _ in new], autojunk=False)
        if matcher.real_quick_ratio() < ALIKE and was.name != now.name:
            return 0.0, []
        pairs: list[tuple[str, str]] = []
        for i, j, size in matcher.get_matching_blocks():
            if size and old[i + size - 1][0].endswith(":"):  # a header, with another body
                size -= 1
            if size >= BLOCK:
                for (_, left), (_, right) in zip(old[i : i + size], new[j : j + size], strict=True):
                    pairs += zip(left, right, strict=True)
        return matcher.ratio(), pairs


def find_renames(old: World, new: World) -> Renames:
    """Compare the modules of two sides."""
    same = {name for name, one in old.modules.items() if one.text == new.texts.get(one.path)}
    own = frozenset(old.folders | new.folders)
    both = _words(old, same, own) if len(same) < len(old.modules) else frozenset()
    before, after = (_words(world, world.modules.keys() - same, own) for world in (old, new))
    masked = Masked(before - after - both, after - before - both, own)
    modules = _best(
        {
            (was.name, now.name): score
            for was in _only(old, new)
            for now in _only(new, old)
            if _kind(was) == _kind(now) and was.text.strip()
            if (score := masked.compare(was, now)[0]) >= ALIKE
        }
    )
    votes: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    methods: dict[str, str] = {}
    pairs = [(one, new.modules.get(modules.get(name, name))) for name, one in old.modules.items()]
    changed = [(was, now) for was, now in pairs if now and now.text != was.text]
    for was, now in changed:
        called = _called_otherwise(was.defined, now.defined)
        names |= {f"{now.name}.{one}": other for one, other in called}
        if masked.gone and masked.fresh:
            votes.update(masked.compare(was, now)[1])
        methods |= _methods(was, now, {})
    for was, now in changed:
        methods |= _methods(was, now, methods)
    words = _best(votes)
    only = _only_methods(module for name, module in old.modules.items() if name not in same)
    for pair in [*words.items()]:  # what is nowhere any more is so as an attribute, too
        name, twin = (word[1:] if word[0] == "." else f".{word}" for word in pair)
        if name not in both | after | only:
            words.setdefault(name, twin)
    return Renames(modules, words, names, methods, own, before | after | both)


def without_tests(
    renames: Renames, shared: Sequence[Mapping[str, str]], sources: Sequence[Mapping[str, str]]
) -> Renames:
    """Leave out what only tests are called: a test of the base is looked for by its own name.

    `shared` are the texts that the tests of each side share, like contracts.
    """
    names = {name for side in shared for text in side.values() for name in TEST.findall(text)}
    for text in (text for side in sources if names for text in side.values()):
        names -= code_words(text)
    words = {p: q for p, q in renames.words.items() if not {p.strip("."), q.strip(".")} & names}
    return replace(renames, words=words)


def _called_otherwise(
    was: Mapping[str, ast.stmt], now: Mapping[str, ast.stmt]
) -> Iterator[tuple[str, str]]:
    """Yield what is defined under another name, its code as it was; of two that are alike, neither."""
    shapes: dict[str, tuple[list[str], list[str]]] = {}
    for side, (own, other) in enumerate(((was, now), (now, was))):
        for name, node in own.items():
            if isinstance(node, Def) and name not in other:
                shapes.setdefault(_shape(node), ([], []))[side].append(name)
    for olds, news in shapes.values():
        if len(olds) == len(news) == 1:
            yield olds[0], news[0]


def _methods(was: Module, now: Module, known: Mapping[str, str]) -> dict[str, str]:
    """Return the old name of each method that is called otherwise, by where it is: MODULE.CLASS.NAME.

    Its code is as it was, or it is one of those that are known of a class that its own inherits from.
    """
    said = {(old, *place.rsplit(".", 2)[1:]) for place, old in known.items()}
    found = {}
    for name, node in was.defined.items():
        other = now.defined.get(name)
        if isinstance(node, ast.ClassDef) and isinstance(other, ast.ClassDef):
            old, new, bases = members(node), members(other), {*map(last_word, other.bases)}
            pairs = [(before, after) for before, owner, after in said if owner in bases]
            gone, fresh = old.keys() - new, new.keys() - old
            same = [pair for pair in pairs if pair[0] in gone and pair[1] in fresh]
            for before, after in (*same, *_called_otherwise(old, new)):
                found[f"{now.name}.{name}.{after}"] = before
    return found


def _only_methods(modules: Iterable[Module]) -> set[str]:
    """Return the names that only methods have: no keyword and no import says them."""
    tops = [module.defined for module in modules]
    inner = [
        members(node) for top in tops for node in top.values() if isinstance(node, ast.ClassDef)
    ]
    found = {name for one in inner for name, node in one.items() if isinstance(node, Def)}
    fields = {name for one in inner for name, node in one.items() if not isinstance(node, Def)}
    return found - fields - {name for top in tops for name in top}


def _shape(node: Def) -> str:
    return re.sub(rf"\b(name|id)='{node.name}'", "", ast.dump(node))  # also where it calls itself


@lru_cache(maxsize=KNOWN)
def _code(module: Module, own: frozenset[str]) -> str:
    """Return the code of a module; what is another library's is one word with it: datetime_now."""
    code, names = code_of(module.text), "|".join(module.foreign(own))
    of_others = rf"(?<![\w.])(?:{names})(?:\.\w+)+"
    return re.sub(of_others, lambda m: m[0].replace(".", "_"), code) if names else code


def _words(world: World, names: Set[str], own: frozenset[str]) -> frozenset[str]:
    """Return the words of modules."""
    return frozenset[str]().union(*(_words_of(world.modules[name], own) for name in names))


@lru_cache(maxsize=KNOWN)  # most modules are the same on all sides
def _words_of(module: Module, own: frozenset[str]) -> frozenset[str]:
    """Return the words of a module; a function at its top is a name that others may import."""
    code = _code(module, own)
    return frozenset({*map(_token, TOKEN.finditer(code)), *TOP.findall(code)})


def _token(match: re.Match[str]) -> str:
    """Return a word, with a dot if it is an attribute's or a function's: they are renamed apart."""
    return f".{match[2]}" if match[1] else match[2]


def _only(world: World, other: World) -> Iterator[Module]:
    yield from (one for name, one in world.modules.items() if name not in other.modules)


def _kind(module: Module) -> tuple[str, bool]:
    """Return what a module can only be exchanged with: sources with sources, fakes with fakes."""
    parts = module.path.split("/")
    role = next((part for part in parts if part in ("fakes", "contracts", "gateways")), "")
    return parts[0] + role, parts[-1] == "__init__.py"


def _best(scores: dict[tuple[str, str], float] | Counter[tuple[str, str]]) -> dict[str, str]:
    """Return who is who, the surest first; nobody is two others."""
    found: dict[str, str] = {}
    for was, now in sorted(scores, key=lambda pair: -scores[pair]):
        if was not in found and now not in found.values():
            found[was] = now
    return found
