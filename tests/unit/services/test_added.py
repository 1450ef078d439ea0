"""Which names a change adds: those that nothing had, and those that their module or class had not."""

from plumbline.review.running.mixing import added_names

from tests.fakes.trees import make_tree


def added(files: dict[str, tuple[str, str]]) -> frozenset[str]:
    """Return the names that files add, of which the old and the new text are given."""
    old, new = ({f"src/tool/{name}": pair[n] for name, pair in files.items()} for n in (0, 1))
    return added_names(make_tree(old), make_tree(new), ["tests"])


def test_a_name_counts_with_its_module_and_class() -> None:
    old = "class Clock:\n    x = 1\n"
    new = f"{old}    def now(self): ...\n\n\nLIMIT = 3\n"

    found = added({"times.py": ("def now(): ...\n",) * 2, "clock.py": (old, new)})

    assert found == {
        *("self", "LIMIT", "tool.clock.LIMIT"),
        *("tool.clock.Clock.now", "tool.clock.Clock.now.self"),
    }


def test_what_a_function_takes_counts_with_it() -> None:
    old = "DAY = 1\ndef make(a): ...\n@dataclass\nclass Note:\n    a: int\n"
    new = old.replace("make(a)", "make(a, *, DAY=2)").replace("a: int", "a: int\n    DAY: int")

    assert added({"x.py": (old, new)}) == {
        *("tool.x.make.DAY", "tool.x.Note.DAY", "tool.x.Note.__init__.DAY")
    }
