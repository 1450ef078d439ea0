"""Whose levels.toml a run goes by: pytest's root, a package below it, or what stands above."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from plumbline import plugin
from plumbline.plugin import run as levels
from plumbline.plugin.packages import package_of

from tests.levelled import LEVELS

A = "packages/a"
ABOVE = LEVELS.replace('["tests/unit"]', '["packages/a/tests/unit"]')


class Manager:
    """Holds what is registered, for a run that is called in a folder."""

    def __init__(self, config: Any) -> None:
        self.config = config
        self.registered: list[Any] = []

    def get_plugin(self, name: str) -> Any:
        return self.config if name == "pytestconfig" else None

    def register(self, one: Any, name: str) -> None:
        assert name == "levels"
        self.registered.append(one)

    def has_plugin(self, name: str) -> bool:
        return name == "levels" and bool(self.registered)


def start(
    root: Path, *paths: str, here: str = ".", ini: str = "", rootdir: str | None = None
) -> tuple[Any, Path]:
    """Return what is loaded for a run with these paths, and where its root is then."""
    config: Any = SimpleNamespace(
        _rootpath=root,
        known_args_namespace=SimpleNamespace(file_or_dir=[*paths], rootdir=rootdir),
        invocation_params=SimpleNamespace(dir=root / here),
        inipath=root / ini if ini else None,
        args=[*paths] or ["."],
    )
    config.rootpath = root
    manager = config.pluginmanager = Manager(config)
    plugin.pytest_addoption(SimpleNamespace(), manager)  # type: ignore[arg-type]
    return config, config._rootpath  # noqa: SLF001  which pytest's root is taken from


def is_loaded(config: Any) -> bool:
    return bool(config.pluginmanager.registered == [levels])


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repository of two packages, each with tests."""
    for name in ("packages/a/tests/unit", "packages/b/tests/unit", ".git"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_where_nobody_asked_for_levels_nothing_is_loaded(repo: Path) -> None:
    for paths in ((), (A,)):
        config, root = start(repo, *paths)
        assert (is_loaded(config), root) == (False, repo)
        assert plugin.pytest_report_header(config) is None


def test_a_table_at_the_root_is_the_runs(repo: Path) -> None:
    (repo / "levels.toml").write_text("broken")  # which is not read to see that it is there

    config, root = start(repo, "elsewhere")

    assert (is_loaded(config), root) == (True, repo)
    assert plugin.pytest_report_header(config) is None


@pytest.mark.parametrize(
    "paths",
    [
        (A,),
        (f"{A}/tests/unit/test_a.py::test_a",),
        (f"{A}/tests", f"{A}/tests/unit"),
    ],
)
@pytest.mark.parametrize("ini", ["", "pytest.ini"])
def test_a_table_of_a_package_holds_from_the_root_too(
    repo: Path, paths: tuple[str, ...], ini: str
) -> None:
    (repo / A / "levels.toml").write_text(LEVELS)

    config, root = start(repo, *paths, ini=ini)

    assert (is_loaded(config), root) == (True, repo / A)
    assert package_of(root) == A


@pytest.mark.parametrize(
    ("paths", "rootdir"), [((), None), ((A, "packages/b"), None), ((A, "other"), None), ((A,), ".")]
)
def test_where_it_is_not_plain_whose_table_it_is_none_holds(
    repo: Path, paths: tuple[str, ...], rootdir: str | None
) -> None:
    for name in ("a", "b"):
        (repo / "packages" / name / "levels.toml").write_text(LEVELS)

    config, root = start(repo, *paths, rootdir=rootdir)

    assert (is_loaded(config), root) == (False, repo)


def test_all_packages_at_once_are_said_to_be_unguarded(repo: Path) -> None:
    for name in ("a", "b"):
        (repo / "packages" / name / "levels.toml").write_text(LEVELS)

    config, _ = start(repo)

    assert plugin.pytest_report_header(config) == (
        "levels.toml of packages/a and packages/b not used from here; run pytest for one of them, "
        "like pytest packages/a"
    )


@pytest.mark.parametrize("paths", [(), ("tests/unit/test_a.py",)])
def test_one_table_above_holds_from_a_package_too(repo: Path, paths: tuple[str, ...]) -> None:
    (repo / "levels.toml").write_text(ABOVE)

    config, root = start(repo / A, *paths, ini="pytest.ini")

    assert (is_loaded(config), root) == (True, repo)
    assert package_of(root) == ""


@pytest.mark.parametrize("unplaced", ["", 'unplaced = ["packages/b/tests"]\n'])
def test_one_above_holds_for_packages_that_it_knows(repo: Path, unplaced: str) -> None:
    (repo / "levels.toml").write_text(f"{unplaced}{ABOVE}")

    config, root = start(repo / "packages/b", ini="pytest.ini")

    assert (is_loaded(config), root) == ((True, repo) if unplaced else (False, repo / "packages/b"))


def test_a_broken_table_above_is_nobodys(repo: Path) -> None:
    (repo / "levels.toml").write_text("broken")

    config, root = start(repo / A, ini="pytest.ini")

    assert (is_loaded(config), root) == (False, repo / A)


@pytest.mark.parametrize("paths", [(), ("unit/test_a.py",)])
def test_a_root_that_was_guessed_below_the_table_is_told(
    repo: Path, paths: tuple[str, ...]
) -> None:
    (repo / "levels.toml").write_text(LEVELS)
    (repo / "tests").mkdir()

    with pytest.raises(pytest.UsageError) as refused:
        start(repo / "tests", *paths)

    assert str(refused.value) == (
        f"levels.toml is in {repo}, but pytest's root is {repo / 'tests'}; "
        f"run pytest from {repo}, or give it --rootdir {repo}."
    )
