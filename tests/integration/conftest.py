"""Fixtures for level 5: a machine of the tests' own and a released template on it."""

import shutil
from pathlib import Path

import pytest

from tests.integration.chain import Chain, make_chain
from tests.integration.engines import Machine, Renders, copy_template

# What takes longest begins first, so that no worker waits for one of these at the end.
LONG = (
    *("generated", "shown", "baseline", "review_leftovers", "update_chain", "review_corpus"),
    *("parity", "adopt", "adopted", "recordings", "review_real", "release"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; of others the order is kept."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine without settings."""
    return Machine(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def template(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the template as it stands, as a git repository with the tag v1.0.0; do not change it."""
    folder = copy_template(tmp_path_factory.mktemp("template") / "plumbline")
    machine.commit_all(folder, tag="v1.0.0")
    return folder


@pytest.fixture(scope="session")
def renders(machine: Machine, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Renders:
    """Return what the template gives."""
    return Renders(machine, template, tmp_path_factory.mktemp("renders"))


@pytest.fixture
def own_template(template: Path, tmp_path: Path) -> Path:
    """Return a copy of `template`, for one test to change."""
    return shutil.copytree(template, tmp_path / "plumbline")


@pytest.fixture(scope="session")
def chain(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """Return the template with three releases; do not change it."""
    return make_chain(machine, tmp_path_factory.mktemp("chain"))
