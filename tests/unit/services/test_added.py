"""Which names a change adds: those that nothing had, and those that their module or class had not."""

from pathlib import Path

from plumbline.review.running.mixing import added_names


def test_a_name_counts_with_its_module_and_class(tmp_path: Path) -> None:
    for side, text in (("base", ""), ("head", "    def now(self): ...\n\n\nLIMIT = 3\n")):
        (tmp_path / side / "src/tool").mkdir(parents=True)
        (tmp_path / side / "src/tool/times.py").write_text("def now(): ...\n", "utf-8")
        (tmp_path / side / "src/tool/clock.py").write_text(f"class Clock:\n    x = 1\n{text}")

    assert added_names(tmp_path / "base", tmp_path / "head", ["tests"]) == {
        *("self", "LIMIT", "tool.clock.LIMIT"),
        *("tool.clock.Clock.now", "tool.clock.Clock.now.self"),
    }


def test_what_a_function_takes_counts_with_it(tmp_path: Path) -> None:
    old = "DAY = 1\ndef make(a): ...\n@dataclass\nclass Note:\n    a: int\n"
    for side, text in (
        ("base", old),
        (
            "head",
            old.replace("make(a)", "make(a, *, DAY=2)").replace("a: int", "a: int\n    DAY: int"),
        ),
    ):
        (tmp_path / side / "src/tool").mkdir(parents=True)
        (tmp_path / side / "src/tool/x.py").write_text(text, "utf-8")

    assert added_names(tmp_path / "base", tmp_path / "head", ["tests"]) == {
        *("tool.x.make.DAY", "tool.x.Note.DAY", "tool.x.Note.__init__.DAY")
    }
