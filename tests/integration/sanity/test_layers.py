"""The rooms of the package: arrows that point one way, and nobody's hand in another's drawer."""

import ast
from functools import cache

from plumbline.syntax import walk

from tests.places import ROOT

SOURCES = ROOT / "src/plumbline"
MODULES = {
    ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCES.rglob("*.py"))
}
# What a module may import stands above it, or in its own row.
ROOMS = (
    ("", "clash", "syntax", "terminal", "values"),
    ("table",),
    ("history",),
    ("guard", "writer"),
    ("placing",),
    ("plugin", "checks"),
    ("review", "review.base", "review.declared", "review.folders", "review.texts", "review.trees"),
    ("review.change",),
    ("review.history",),
    ("review.reading",),
    ("review.running",),
    ("review.rows",),
    ("review.report", "review.run"),
    ("cli",),
    ("__main__",),
)
LONGEST = 250  # lines of a module


@cache
def nodes(name: str) -> list[ast.AST]:
    """Return a module's syntax, node by node."""
    return walk(ast.parse(MODULES[name].read_text("utf-8")))


def row_of(name: str) -> int:
    """Return how far down the room of a module stands: the longest name that fits decides."""
    inner = name.removeprefix("plumbline").removeprefix(".")
    rooms = {room: row for row, names in enumerate(ROOMS) for room in names}
    return rooms[max((r for r in rooms if f"{inner}.".startswith(f"{r}.") or inner == r), key=len)]


@cache
def names_from(name: str) -> list[tuple[str, str]]:
    """Return what a module takes from others of the package, functions' imports too: module, name."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    found = []
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = above if node.level else []
            module = ".".join([*start, *filter(None, [node.module])])
            found += [(module, alias.name) for alias in node.names]
    return [(module, word) for module, word in found if module.partition(".")[0] == "plumbline"]


def imported_by(name: str) -> set[str]:
    """Return the modules of the package that a module imports."""
    taken = names_from(name)
    return {f"{one}.{word}" if f"{one}.{word}" in MODULES else one for one, word in taken}


GRAPH = {name: imported_by(name) for name in MODULES}


def test_every_import_finds_a_module() -> None:
    assert set().union(*GRAPH.values()) <= set(MODULES)


def test_no_import_runs_upward() -> None:
    wrong = {(name, other) for name, others in GRAPH.items() for other in others}

    assert {(one, other) for one, other in wrong if row_of(other) > row_of(one)} == set()


def test_rooms_side_by_side_know_nothing_of_each_other() -> None:
    pairs = {(name, other) for name, others in GRAPH.items() for other in others}
    rooms = {tuple(one.split(".")[1:2] + other.split(".")[1:2]) for one, other in pairs}

    assert rooms.isdisjoint({("guard", "writer"), ("writer", "guard")})
    assert rooms.isdisjoint({("plugin", "checks"), ("checks", "plugin")})


def test_there_is_no_circle() -> None:
    left = dict(GRAPH)
    while done := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in done}

    assert sorted(left) == []


def hidden_in(name: str) -> list[str]:
    """Return the underscored names of other modules that a module takes or touches."""
    own = {word for module, word in names_from(name) if f"{module}.{word}" in MODULES}
    touched = [
        ast.unparse(node)
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in own and node.attr[:1] == "_"
    ]
    return [word for _, word in names_from(name) if word[:1] == "_"] + touched


def test_nothing_underscored_is_taken_from_another_module() -> None:
    found = {name: hidden_in(name) for name in MODULES}

    assert {name: words for name, words in found.items() if words} == {}


def test_git_is_started_in_one_place() -> None:
    firsts = {
        (name, node.elts[0].value)
        for name in MODULES
        for node in nodes(name)
        if isinstance(node, ast.List | ast.Tuple) and node.elts
        if isinstance(node.elts[0], ast.Constant)
    }

    assert {name for name, first in firsts if first == "git"} == {"plumbline.history"}


def test_modules_are_short() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
