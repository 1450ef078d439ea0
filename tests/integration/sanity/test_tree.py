"""Where Jinja may stand in the tree, and what its files may be called."""

import ast
import importlib
import re
import runpy
import sys
import tomllib

import pytest
import yaml

from tests.integration.rendered import rendered
from tests.places import ROOT, TREE

FILES = sorted(
    path for path in TREE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
)
NAMES = [path.relative_to(TREE).as_posix() for path in FILES]
FOLDERS = sorted({path.parent.relative_to(TREE).as_posix() for path in FILES})
CONDITION = r"\{% if (cookiecutter\.\w+( == '[\w.-]+')?|template_commit) %\}[^{}]+\{% endif %\}"
ANSWERS = "{% if template_commit %}{{ answers_file }}{% endif %}"
WIRING = (
    "src/{{cookiecutter.package_name}}/context.py",
    "src/{{cookiecutter.package_name}}/commands/__init__.py",
    "tests/fakes/__init__.py",
)


NOX = ast.parse((TREE / "noxfile.py").read_text("utf-8"))


def text(name: str) -> str:
    """Return the text of a file of the tree."""
    return (TREE / name).read_text("utf-8")


def test_folders_have_no_condition() -> None:
    found = {part for folder in FOLDERS for part in folder.split("/") if "{%" in part}

    assert found == set()


def test_a_condition_in_a_name_is_of_one_form() -> None:
    names = [name.rsplit("/", 1)[-1] for name in NAMES]

    assert [
        name
        for name in names
        if "{" in name and name != ANSWERS and not re.fullmatch(CONDITION, name)
    ] == []


def test_names_suit_every_system() -> None:
    bad = re.compile(r'["<>:|?*\\]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
    parts = {part for path in NAMES for part in path.split("/")}

    assert [part for part in parts if bad.search(part)] == []
    assert len({name.lower() for name in NAMES}) == len(NAMES)


def test_there_is_no_symlink() -> None:
    assert [path for path in TREE.rglob("*") if path.is_symlink()] == []


def test_what_runs_before_anything_is_made_is_plain() -> None:
    plain = [name for name in NAMES if name.startswith(".agents/hooks/") or "noxfile" in name]

    assert [name for name in plain if "{{" in text(name) or "{%" in text(name)] == []


def test_the_noxfile_can_be_read_at_a_glance() -> None:
    imports = [node for node in ast.walk(NOX) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        name.partition(".")[0]
        for node in imports
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in node.names if isinstance(node, ast.Import)]
    }

    assert len(text("noxfile.py").splitlines()) <= 70
    assert modules - sys.stdlib_module_names == {"nox"}


def test_an_old_python_is_told_by_the_noxfile(monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("nox")  # has its own way to do without
    monkeypatch.setitem(sys.modules, "tomllib", None)

    with pytest.raises(SystemExit, match=r"^noxfile\.py: this nox runs on a Python below 3\.11; "):
        runpy.run_path(str(TREE / "noxfile.py"))


def test_the_tree_has_no_code_of_the_tool_but_its_wheel() -> None:
    wheels = [name for name in NAMES if name.startswith("vendor/")]

    assert [re.sub(r"-[\d.]+-", "-X-", name) for name in wheels] == [
        "vendor/pytest_plumbline-X-py3-none-any.whl"
    ]
    assert [name for name in NAMES if name.startswith("levels/")] == []


@pytest.mark.parametrize(
    ("chosen", "files", "lines"),
    [({}, 85, 4_600), ({"example": False, "clients": False}, 45, 1_600)],
    ids=["default answers", "without example and clients"],
)
def test_a_new_repo_is_small(chosen: dict[str, bool], files: int, lines: int) -> None:
    made = {name: whole for name, whole in rendered(**chosen).items() if "vendor/" not in name}

    assert len(made) <= files
    assert sum(len(content.splitlines()) for content in made.values()) <= lines


def test_blocks_are_whole_lines_in_the_wiring_only() -> None:
    blocks = {
        name: [line for line in text(name).splitlines() if "{%" in line]
        for name in NAMES
        if ".py" in name
    }
    form = r"\{% (if [\w.]+|endif) %\}"

    assert sorted(name for name, lines in blocks.items() if lines) == sorted(WIRING)
    lines = sum(blocks.values(), [])
    assert [line for line in lines if not re.fullmatch(form, line)] == []


def lines_with_answers(folder: str) -> list[tuple[str, str]]:
    """Return the lines of a folder's Python that an answer changes, each with its file."""
    names = [name for name in NAMES if name.startswith(folder) and not name.endswith(".toml")]
    return [(name, line) for name in names for line in text(name).splitlines() if "{{" in line]


def test_source_imports_are_relative() -> None:
    assert lines_with_answers("src/") == [
        (
            "src/{{cookiecutter.package_name}}/__init__.py",
            'DISTRIBUTION = "{{ cookiecutter.project_slug }}"',
        )
    ]


def test_in_tests_the_package_stands_in_imports_only() -> None:
    form = r"from \{\{ cookiecutter\.package_name \}\}[\w.]* import [\w, (]+"

    found = lines_with_answers("tests/")

    assert [(name, line) for name, line in found if not re.fullmatch(form, line)] == []


def test_lines_stay_short_for_the_longest_name() -> None:
    longest = "n" * 64
    answer = re.compile(r"\{\{ cookiecutter\.\w+ \}\}")
    found = lines_with_answers("src/") + lines_with_answers("tests/")

    assert [(name, line) for name, line in found if len(answer.sub(longest, line)) > 100] == []


def test_toml_is_valid_before_rendering() -> None:
    found = {name: tomllib.loads(text(name)) for name in NAMES if name.endswith(".toml")}

    assert len(found) > 5
    assert [name for name, table in found.items() if not table] == []


def test_pyproject_is_valid_before_rendering() -> None:
    tree = tomllib.loads(text("pyproject.toml"))
    own = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    tools = set(tree["dependency-groups"]["dev"]) - {own["project"]["name"]}
    assert tools <= set(own["dependency-groups"]["dev"])
    assert tree["tool"]["pytest"]["addopts"] == own["tool"]["pytest"]["addopts"]


def pythons(project: dict[str, list[str]]) -> list[str]:
    """Return the versions of Python that the classifiers of a project name."""
    found = (name.rpartition(" :: ")[2] for name in project["classifiers"])
    return [version for version in found if re.fullmatch(r"3\.\d+", version)]


def test_ci_tests_each_python_that_is_promised() -> None:
    project = tomllib.loads(rendered()["pyproject.toml"])["project"]
    own = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    github = yaml.safe_load(rendered()[".github/workflows/ci.yml"])["jobs"]["tests"]["strategy"]
    gitlab = yaml.safe_load(rendered(ci="gitlab")[".gitlab-ci.yml"])
    ours = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]["fast"]

    promised = pythons(project)
    assert promised[0] == project["requires-python"].removeprefix(">=")
    assert github["matrix"]["python"] == promised
    assert gitlab["tests"]["parallel"]["matrix"] == [{"PYTHON": promised}]
    assert gitlab["default"]["image"] == f"python:{promised[0]}"
    assert pythons(own) == promised
    assert ours["strategy"]["matrix"]["python"] == promised
    assert own["requires-python"] == project["requires-python"]


def test_actions_are_pinned_alike_everywhere() -> None:
    ours = [ROOT / ".github/workflows/ci.yml"]
    texts = [rendered()[".github/workflows/ci.yml"], *(path.read_text("utf-8") for path in ours)]
    used = [set(re.findall(r"uses: (.+)", text)) for text in texts]

    assert used[0] == used[1]
    assert [u for u in used[0] if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", u)] == []


def test_hooks_before_a_commit_need_no_network() -> None:
    for content in (
        rendered()[".pre-commit-config.yaml"],
        (ROOT / ".pre-commit-config.yaml").read_text("utf-8"),
    ):
        (repo,) = yaml.safe_load(content)["repos"]
        assert repo["repo"] == "local"
        assert [(hook["entry"], hook["language"]) for hook in repo["hooks"]] == [
            ("nox -s lint", "system")
        ]
