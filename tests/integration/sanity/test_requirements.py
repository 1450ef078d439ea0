"""What the sessions install, by the files a repo has."""

from pathlib import Path

from levels.requirements import TOOLS, find_requirements


def test_extras_of_setup_cfg_count(tmp_path: Path) -> None:
    extras = "[options.extras_require]\ndocs =\n    sphinx\ntesting =\n    mock\n"
    (tmp_path / "setup.cfg").write_text(extras)

    assert find_requirements(tmp_path) == ["-e", ".[testing]", *TOOLS]


def test_a_setup_cfg_that_is_broken_is_left_to_the_install(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("no section\n")

    assert find_requirements(tmp_path) == ["-e", ".", *TOOLS]
