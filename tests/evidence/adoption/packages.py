"""The packages, pinned, and what their owners know of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A source distribution that ships its tests."""

    name: str
    version: str
    layout: str
    old: str  # a file of tests that fits a fast level as it is
    new: str  # where it goes
    suite: tuple[str, ...] = ()  # what its owner gives to pytest
    install: tuple[str, ...] = ()  # where no file says what its tests need
    copies: tuple[str, str] | None = None  # a helper that the old tests and the moved ones use
    edit: tuple[str, str] | None = None  # how the moved file imports it

    @property
    def session(self) -> str:
        """The session that runs the file when it has moved."""
        return self.new.split("/")[1]

    @property
    def pinned(self) -> str:
        """The requirement for pip."""
        return f"{self.name}=={self.version}"


PACKAGES = (
    Package(
        "tabulate",
        "0.9.0",
        "flat package, tests in test/, tox",
        old="test/test_textwrapper.py",
        new="tests/unit/test_textwrapper.py",
        suite=("--doctest-modules", "--ignore", "benchmark.py"),
        copies=("test/common.py", "tests/unit/common.py"),
        edit=("from common import", "from .common import"),
    ),
    Package(
        "toolz",
        "1.0.0",
        "flat package with its tests inside, setup.py",
        old="toolz/tests/test_dicttoolz.py",
        new="tests/unit/test_dicttoolz.py",
    ),
    Package(
        "jsonschema",
        "4.23.0",
        "unittest inside the package, own noxfile, ruff ALL",
        old="jsonschema/tests/test_types.py",
        new="tests/unit/pure/test_types.py",
    ),
    Package(
        "humanize",
        "4.11.0",
        "src, pyproject.toml with an extra for tests, own tests/, own ruff settings",
        old="tests/test_filesize.py",
        new="tests/unit/pure/test_filesize.py",
    ),
    Package(
        "python-gitlab",
        "4.13.0",
        "flat package, own tests/unit, requirements files, tox",
        old="tests/unit/test_types.py",
        new="tests/integration/sanity/test_types.py",  # its conftest.py patches for all
        suite=("tests/unit",),
    ),
    Package(
        "requests-toolbelt",
        "1.0.0",
        "flat package, setup.py, pytest set up in tox.ini",
        old="tests/test_formdata.py",
        new="tests/unit/test_formdata.py",
        install=("-e", ".", "pytest", "ruff>=0.17,<0.18", "pyopenssl", "betamax", "trustme"),
    ),
    Package(
        "python-dotenv",
        "1.0.1",
        "src, setup.py, pytest set up in setup.cfg",
        old="tests/test_parser.py",
        new="tests/unit/pure/test_parser.py",
        install=("-e", ".[cli]", "-r", "requirements.txt", "ruff>=0.17,<0.18"),
    ),
    Package(
        "simplejson",
        "3.19.3",
        "unittest inside the package, setup.py, C extension",
        old="simplejson/tests/test_separators.py",
        new="tests/unit/pure/test_separators.py",
    ),
    Package(
        "pluggy",
        "1.5.0",
        "src, setup.cfg, tests in testing/, a part of pytest itself",
        old="testing/test_tracer.py",
        new="tests/unit/pure/test_tracer.py",
    ),
)
