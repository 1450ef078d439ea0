"""The Python of one side as modules: what each defines and where a name leads. Nothing is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from ...syntax import parsed, walk

Def = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef
STEPS = 8  # of imports that are followed to where a name is defined
WORD = re.compile(r"[^\W\d]\w*")
TEXTS = re.compile(  # and comments: what is no code
    r"(\"{3}|'{3})(?:.|\n)*?\1|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#.*"
)


def code_of(text: str) -> str:
    """Return a text of Python without comments, and with nothing in its texts."""
    return TEXTS.sub('""', text)


@lru_cache(maxsize=65536)
def code_words(text: str) -> frozenset[str]:
    """Return the words of code."""
    return frozenset(WORD.findall(code_of(text)))


def dotted(path: str) -> str:
    """Return what a file is imported as: src/tool/sums.py is tool.sums."""
    name = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


class Module:
    """One file of Python."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.name = dotted(path)

    @property
    def tree(self) -> ast.Module | None:
        """The syntax, None where it is no Python; read when it is needed."""
        return parsed(self.text)[0]

    @cached_property
    def defined(self) -> dict[str, ast.stmt]:
        """Return what stands at the top of the module, by name: definitions, constants, imports."""
        return {name: node for node in top_level(self.tree) for name in bound(node)}

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """What is given a value once, at its top, by name."""
        pairs = [
            (target.id, node.value)
            for node in (self.tree.body if self.tree else ())
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ]
        names = [name for name, _ in pairs]
        return {name: value for name, value in pairs if names.count(name) == 1}

    @property
    def is_open(self) -> bool:
        """Say whether nobody can tell what it offers: no Python, a star, a __getattr__."""
        return self.tree is None or not {"*", "__getattr__"}.isdisjoint(self.defined)

    def origin(self, node: ast.ImportFrom) -> str:
        """Return the module that an import names, a relative one included."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        up = node.level - self.path.endswith("__init__.py")
        return ".".join([*parts[: len(parts) - up], *filter(None, [node.module])])

    @cached_property
    def taken(self) -> dict[str, tuple[str, str]]:
        """What it imports at its top, by the name here: the module, and the name there or nothing."""
        found: dict[str, tuple[str, str]] = {}
        for node in top_level(self.tree):
            if isinstance(node, ast.ImportFrom):
                origin = self.origin(node)
                found |= {one.asname or one.name: (origin, one.name) for one in node.names}
            elif isinstance(node, ast.Import):
                found |= {one.asname: (one.name, "") for one in node.names if one.asname}
                found |= {name: (name, "") for name in bound(node) if name not in found}
        return found

    def module_of(self, name: str) -> str:
        """Return the module that a name may stand for, "" for any other name."""
        return ".".join(filter(None, self.taken.get(name, ())))

    def foreign(self, own: Collection[str]) -> list[str]:
        """Return the names of what it imports of other libraries; `own` are the packages that are none."""
        taken = self.taken.items()
        return [name for name, (origin, _) in taken if origin.partition(".")[0] not in own]

    @cached_property
    def leads_to(self) -> frozenset[str]:
        """What its imports may load, wherever they stand: modules and packages, and names of theirs."""
        found = set[str]()
        for node in walk(self.tree) if self.tree else ():
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{self.origin(node)}.{alias.name}" for alias in node.names}
        return frozenset(part for name in found for part in _with_packages(name))


@lru_cache(maxsize=65536)
def module_of(path: str, text: str) -> Module:
    """Return a file as a module; what is the same on both sides is one."""
    return Module(path, text)


class World:
    """Modules that import each other."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.modules = {m.name: m for path, text in texts.items() for m in [module_of(path, text)]}
        self.folders = {part for name in self.modules for part in _with_packages(name)}

    def has(self, module: str) -> bool:
        """Say whether a module, or a folder of modules, is there."""
        return module in self.folders

    def reached(self, path: str) -> set[str]:
        """Return the paths of what a file of tests needs to be run: its imports, conftests, theirs."""
        words, folder = code_words(self.texts[path]), path
        found, waiting = set[str](), [dotted(path)]
        while folder:  # the conftests whose fixtures it names
            folder = folder.rpartition("/")[0]
            conftest = self.modules.get(dotted(f"{folder}/conftest.py".lstrip("/")))
            defined = conftest.defined.items() if conftest else ()
            if any(n in words for n, node in defined if isinstance(node, Function)):
                waiting.append(dotted(f"{folder}/conftest.py".lstrip("/")))
        while waiting:
            module = self.modules.get(waiting.pop())
            if module and module.path not in found:
                found.add(module.path)
                waiting += module.leads_to
        return found

    def knows(self, module: str, name: str) -> bool:
        """Say whether `from module import name` works."""
        if self.has(f"{module}.{name}"):
            return True
        found = self.modules.get(module)
        return found is not None and (found.is_open or name in found.defined or name == "*")

    def find(
        self, module: Module | None, name: str, steps: int = STEPS
    ) -> tuple[Module, ast.stmt] | None:
        """Return where what a module calls so is defined, imports followed."""
        node = module.defined.get(name) if module else None
        if module is None or node is None:
            return None
        if isinstance(node, ast.ImportFrom) and steps:
            origin, real = module.taken[name]
            return self.find(self.modules.get(origin), real, steps - 1)
        return module, node

    def follow(self, module: Module, node: ast.expr) -> tuple[Module, ast.stmt] | None:
        """Return the definition that an expression in a module names, if it is one of this world."""
        match node:
            case ast.Name(id=name):
                return self.find(module, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return self.find(self.modules.get(module.module_of(owner)), name)
        return None


@lru_cache(maxsize=65536)
def _with_packages(name: str) -> tuple[str, ...]:
    return tuple(name.rsplit(".", count)[0] for count in range(name.count(".") + 1))


def top_level(tree: ast.Module | None) -> Iterator[ast.stmt]:
    """Yield the statements at the top of a module, those under an `if` or `try` there included."""
    waiting = list(tree.body) if tree else []
    for node in waiting:
        yield node
        if isinstance(node, ast.If | ast.Try):
            waiting += [*node.body, *node.orelse]


def members(node: ast.ClassDef) -> dict[str, ast.stmt]:
    """Return what stands at the top of a class, by name."""
    return {name: one for one in node.body for name in bound(one)}


def bound(node: ast.stmt) -> list[str]:
    """Return the names that a statement at the top of a module defines."""
    if isinstance(node, Def):
        return [node.name]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, ast.Import):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign) or type(node).__name__ == "TypeAlias":
        return [
            inner.id
            for inner in walk(node)
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
        ]
    return []


def absent(module: Module, world: World, others: Sequence[World]) -> dict[str, tuple[str, str]]:
    """Return what a module imports that other worlds have and this one lacks: local name, module, name."""
    return {
        local: taken
        for local, taken in module.taken.items()
        if taken[1] and not world.knows(*taken) and any(other.knows(*taken) for other in others)
    }


def taken_from(module: Module, origins: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return what a module imports from these modules: local name, module, name."""
    return {
        local: taken
        for local, taken in module.taken.items()
        if taken[0] in origins or module.module_of(local) in origins
    }


def replace_lines(lines: list[str], node: ast.stmt, text: str) -> None:
    """Put another statement, of one line, in the place of one; no line below it moves."""
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    indent = lines[first].encode()[: node.col_offset].decode()
    rest = lines[last - 1].encode()[node.end_col_offset :].decode()
    lines[first:last] = [indent + text + rest, *[""] * (last - first - 1)]
