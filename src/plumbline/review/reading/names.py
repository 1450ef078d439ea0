"""Where the names in a test lead: helpers, fixtures, constants."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Set

from .collect import Definition, Function, Suite
from .words import last_word

SETUPS = ("setUp", "setup_method", "setUpClass", "setup_class", "asyncSetUp")


class Names:
    """The names of one side of a change."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.functions: dict[str, dict[str, Function]] = {}
        self.imports: dict[str, dict[str, tuple[str, str]]] = {}
        self._constants: dict[str, dict[str, ast.expr]] = {}
        for path, module in suite.modules.items():
            self.functions[path] = {n.name: n for n in module.body if isinstance(n, Function)}

    def constants(self, path: str) -> dict[str, ast.expr]:
        """Return what is given a value once, at the top of a file, by name."""
        if path not in self._constants:
            found: dict[str, ast.expr] = {}
            twice: set[str] = set()
            for node in self.suite.modules[path].body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    for target in targets:
                        if isinstance(target, ast.Name):
                            twice |= {target.id} if target.id in found else set()
                            found[target.id] = node.value
            self._constants[path] = {k: v for k, v in found.items() if k not in twice}
        return self._constants[path]

    def fixtures_of(self, one: Definition) -> Iterator[tuple[str, Function]]:
        """Yield the fixtures that a test asks for or gets, and its class's set-up."""
        arguments = [*one.node.args.args, *one.node.args.kwonlyargs]
        wanted = [argument.arg for argument in arguments]
        wanted += _used(one)
        seen: set[str] = set()
        for path, function in self._near(one):
            if function.name in SETUPS:
                yield path, function
            elif function.name not in seen and _is_asked_for(function, wanted):
                seen.add(function.name)
                wanted += [argument.arg for argument in function.args.args]
                yield path, function

    def _near(self, one: Definition) -> Iterator[tuple[str, Function]]:
        """Yield the functions of a test's class, its bases, its file and the conftests above."""
        for owner in one.owners:
            for path, node in [(one.path, owner), *self.suite.bases(owner)]:
                yield from ((path, part) for part in node.body if isinstance(part, Function))
        yield from ((one.path, function) for function in self.functions[one.path].values())
        folder = one.path.rpartition("/")[0]
        while True:
            path = f"{folder}/conftest.py" if folder else "conftest.py"
            yield from ((path, function) for function in self.functions.get(path, {}).values())
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    def resolve(
        self, node: ast.expr, path: str, one: Definition, local: dict[str, Function]
    ) -> tuple[str, Function] | None:
        """Return the helper that is called, if it stands in the files of tests."""
        if isinstance(node, ast.Name):
            found = local.get(node.id) or self.functions[path].get(node.id)
            if found:
                return path, found
            where, name = self._imported(path).get(node.id, ("", ""))
            function = self.functions.get(where, {}).get(name)
            return (where, function) if function else None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("self", "cls"):
                return self._method(node.attr, one)
            where, name = self._imported(path).get(node.value.id, ("", ""))
            function = self.functions.get(where, {}).get(node.attr) if not name else None
            return (where, function) if function else None
        return None

    def _method(self, name: str, one: Definition) -> tuple[str, Function] | None:
        for owner in one.owners[-1:]:
            for path, node in [(one.path, owner), *self.suite.bases(owner)]:
                for part in node.body:
                    if isinstance(part, Function) and part.name == name:
                        return path, part
        return None

    def _imported(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the names that a file imports from other files of tests: path, name in it."""
        if path not in self.imports:
            found: dict[str, tuple[str, str]] = {}
            folder = path.split("/")[:-1]
            for node in ast.walk(self.suite.modules[path]):
                if isinstance(node, ast.ImportFrom):
                    parts = (node.module or "").split(".") if node.module else []
                    if node.level:
                        parts = folder[: len(folder) - node.level + 1] + parts
                    for alias in node.names:
                        module = self._file([*parts, alias.name])
                        inside = self._file(parts)
                        name = alias.asname or alias.name
                        if module:
                            found[name] = (module, "")
                        elif inside:
                            found[name] = (inside, alias.name)
            self.imports[path] = found
        return self.imports[path]

    def imported_from(self, packages: Set[str], path: str) -> set[str]:
        """Return the names that a file imports from packages, at its top."""
        found = set()
        for node in self.suite.modules[path].body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in packages:
                found |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, ast.Import):
                names = [alias for alias in node.names if alias.name.split(".")[0] in packages]
                found |= {(alias.asname or alias.name).split(".")[0] for alias in names}
        return found

    def _file(self, parts: list[str]) -> str:
        plain = "/".join(parts)
        wanted = (f"{plain}.py", f"{plain}/__init__.py")
        return next((name for name in wanted if name in self.suite.modules), "")


def is_fixture(node: Function) -> bool:
    """Say whether a function is a fixture."""
    return any(last_word(mark) == "fixture" for mark in node.decorator_list)


def _is_asked_for(node: Function, wanted: Collection[str]) -> bool:
    return is_fixture(node) and (node.name in wanted or _is_autouse(node))


def _is_autouse(node: Function) -> bool:
    return any("autouse=True" in ast.unparse(mark) for mark in node.decorator_list)


def _used(one: Definition) -> list[str]:
    marks = [mark for owner in one.owners for mark in owner.decorator_list]
    return [
        str(word.value)
        for mark in [*marks, *one.node.decorator_list]
        if isinstance(mark, ast.Call) and last_word(mark) == "usefixtures"
        for word in mark.args
        if isinstance(word, ast.Constant)
    ]
