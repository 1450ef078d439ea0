"""What is found in pages for agents, and what an owner may write without being told off."""

from pathlib import Path

import pytest
from plumbline.checks.pages import check_pages
from plumbline.table import read_table

from tests.places import TREE

COMMANDS = ("check", "prove")
FILES = {
    ".gitignore": "build/\n.venv/\n*.log\n",
    "noxfile.py": "@nox.session\ndef lint(s): ...\n@nox.session\ndef tests(s): ...\n",
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["pytest-cov"]\n',
    "src/shop/__init__.py": "",
    "src/shop/services/notes.py": "class NoteBook:\n    def list_all(self): ...\n",
    "src/shop/cli.py": "from .services.notes import NoteBook\n",
    "tests/unit/services/test_notes.py": "",
    "web/app/main.ts": "export const table_name = 1\n",
    ".github/workflows/ci.yml": "",
    "an_env/pyvenv.cfg": "",
    "zoo/inner/last.py": "",
    ".agents/skills/add-coverage/SKILL.md": "Run `nox -s unit`.\n",
}
NAMED = "Read the skill `add-coverage`.\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small repo with a skill, of which tests change AGENTS.md alone."""
    return made(tmp_path_factory.mktemp("repo"))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a small repo with a skill."""
    return made(tmp_path)


def made(repo: Path) -> Path:
    """Write a small repo with a skill."""
    for name, text in FILES.items():
        write(repo, name, text)
    (repo / "data").mkdir()
    write(repo, "levels.toml", (TREE / "levels.toml").read_text("utf-8"))
    return repo


def write(repo: Path, name: str, text: str) -> None:
    """Write a file of the repo."""
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text(text, "utf-8")


def findings(repo: Path, text: str, page: str = "AGENTS.md") -> list[str]:
    """Return what is found with this text on a page."""
    write(repo, "AGENTS.md", NAMED)
    write(repo, page, text if page != "AGENTS.md" else NAMED + text)
    return check_pages(repo, read_table(repo), COMMANDS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("`src/shop/gone.py`", "there is no src/shop/gone.py; correct it, or write it without"),
        ("`services/gone.py::f`", "there is no services/gone.py;"),
        ("`tests/unit/gone/`", "there is no tests/unit/gone;"),
        ("`tests/gone`", "there is no tests/gone;"),
        ("`gatewayz/`", "there is no gatewayz;"),
        ("`gone.toml`", "there is no gone.toml;"),
        ("`tests/gone/test_NAME.py`", "there is no tests/gone;"),
        ("`tests/gone/**`", "there is no tests/gone;"),
        ("`docs/gone.md`", "there is no docs/gone.md;"),
        ("`nox -s gone`", "nox has no session gone; `nox -l` lists those it has"),
        ("`nox -s lint gone -- -x`", "nox has no session gone;"),
        ("`nox -s unit -- tests/unit/gone.py::test_x`", "there is no tests/unit/gone.py;"),
        ("```\nuv run nox -s gone   # all\n```", "nox has no session gone;"),
        ("```sh\ncd x; $ nox -s gone\n```", "nox has no session gone;"),
        ("`plumbline gone`", "plumbline has no command gone; its commands are check, prove"),
        ("`.venv/bin/plumbline gone --x`", "plumbline has no command gone;"),
        ("`python -m plumbline gone`", "plumbline has no command gone;"),
        ("`uv run --locked plumbline gone`", "plumbline has no command gone;"),
        ("`plumbline prove tests/unit/gone.py::test_x`", "there is no tests/unit/gone.py;"),
        ("`pytest --level gone`", "levels.toml has no level or session gone; it has fakes, "),
        ("`python3 -m pytest -q --level=gone`", "levels.toml has no level or session gone;"),
        ("`CI=1 pytest --level unit --level gone`", "no level or session gone;"),
        ("`pytest --level unit tests/unit/gone.py`", "there is no tests/unit/gone.py;"),
        ("`python -m levels check`", "there is no module levels; the command is now `plumbline`"),
        ("`.venv/bin/python -m levels.hook`", "there is no module levels.hook;"),
        ("`levels/`", "there is no levels; correct it, or write it without backticks"),
        ("`levels/guard.py`", "there is no levels/guard.py;"),
        ("`list_gone`", "nothing here is called list_gone; correct it, or write it without"),
        ("`NoteGone`", "nothing here is called NoteGone;"),
        ("`gone()`", "nothing here is called gone;"),
        ("`gone(1, 'x')`", "nothing here is called gone;"),
        ("`NoteBook.gone`", "nothing here is called gone;"),
        ("`shop.services.gone`", "nothing here is called gone;"),
        ("Read the skill `add-gone`.", "there is no skill add-gone in .agents/skills;"),
        ("The `add-gone` skill", "there is no skill add-gone"),
        ("Skills: `x`\n\nskills `add-coverage` and `add-gone`", "there is no skill add-gone"),
        ("## Skills\n- `add-gone`: more", "there is no skill add-gone"),
        ("One of these skills:\n- `add-gone`: more", "there is no skill add-gone"),
        ("| skill | when |\n| --- | --- |\n\n## Skills\n| `add-gone` | x |", "no skill add-gone"),
        ("Skills:\n\n- `add-gone`: more", "there is no skill add-gone"),
        ("## Skills\n\nHere.\n\n- `add-gone`: more", "there is no skill add-gone"),
        ("[more](docs/gone.md)", "the link to docs/gone.md leads nowhere;"),
    ],
)
def test_what_is_not_there_is_found(shared: Path, text: str, message: str) -> None:
    (found,) = findings(shared, text)

    assert found.startswith("AGENTS.md:")
    assert message in found


@pytest.mark.parametrize(
    "text",
    [
        "`src/shop/cli.py` `cli.py` `services/` `./src/shop` `services/notes.py:1` `main.ts`",
        "`tests/unit/services/test_notes.py::test_a` `tests/**` `tests/**/test_*.py` `*.py`",
        "`tests/unit/services/test_NAME.py` `src/<package>/services/` `NAME.py` `test_x.py`",
        "`services/NAME.py` `tests/unit/{fakes,pure}/x.py` `.github/workflows/ci.yml` `app/`",
        "`web/app/main.ts` `build/report.json` `.venv/` `a.log` `build/`",
        "`npm run build` `npx tsc --noEmit src/gone.ts` `git mv a/b.py c/d.py` `make x/y`",
        "`feature/foo` `fix/123-thing` `origin/main` `and/or` `I/O` `owner/repo` `N/A` `TCP/IP`",
        "Branches are called `feature/` or `release/`.",
        "`https://example.com/a.md` `git@github.com:a/b.git` `ghcr.io/a/b` `localhost:8000/api`",
        "`/api/v1/users.json` `~/.config/x.toml` `$HOME/x.py` `%APPDATA%/x.json` `@scope/pkg`",
        r"`C:\Users\me\x.py` `.\.venv\Scripts\activate` `src\shop\gone.py`",
        "`foo@bar` `foo@bar.com` `a=b/c.py` `key: value` `x | y` `raw.example.com/a/b.md`",
        "`DATABASE_URL` `CI` `GITHUB_TOKEN` `X-Request-Id` `true` `None` `lower` `3.12` `v1.2.3`",
        "`useState` `example.com` `config.yaml` `foo.bar.baz` `app.run.app` `index.html`",
        "`ValueError` `isinstance(x, int)` `__init__` `__all__` `FakeNAME` `test_made_up`",
        "`pathlib.Path` `pytest.raises` `dataclasses.replace(context, clock=...)` `os.path.join`",
        "`tmp_path` `capsys` `side_effect` `table_name` `NoteBook` `list_all()` `notebook.List_All`",
        "`NoteBook.list_all` `shop.cli` `shop.services.notes.NoteBook` `services.notes`",
        "Never add a `setup.py`; write no `NOTES.md`, and do not use `old_helper`.",
        "`.claude/settings.local.json` `application/json` `text/x.y` `.json` `.py`",
        "`nox` `nox -l` `nox -s NAME` `nox -s lint tests` `nox -s unit -- PATH::TEST` `nox -s`",
        "`nox -s tests-3.12` `nox -s <session>` `nox -f web/noxfile.py -s gone` `nox -s pure logic`",
        "`nox -s unit -- -k gone -n 2` `nox -s levels` `nox -s lint -r` `nox [-s lint]`",
        "`plumbline` `plumbline check` `python3 -m plumbline COMMAND` `plumbline --help`",
        "`pip install plumbline gone` `copier copy ../plumbline gone` `uv add plumbline gone`",
        "`pytest --level unit` `pytest --level=pure -x` `pytest --level NAME` `python -m gone`",
        "`pytest tests/unit/gone.py` `make --level gone` `pytest --levels-json gone`",
        "```python\nfrom gone import Gone\nnox -s gone\n```",
        "```yaml\nrun: nox -s gone\n```\n\n~~~\n`src/gone.py`\n~~~",
        "Add `pytest-cov` and `pre-commit`; the branch `my-feature`.",
        "- `pytest-cov`: coverage\n\nSkills help.\n\n- `pre-commit`: hooks",
        "## Skills\n- `add-coverage`: tests, with `pytest-cov`\n\n## Tools\n- `pre-commit`: hooks",
        "[a](https://x.y/z) [b](#part) [c](mailto:a@b.c) [d](src/shop/cli.py#L1) ![e](web/app)",
        "<!-- `src/gone.py` --> `unclosed src/gone.py",
        "`data/NAME.csv` `zoo/inner/` `inner/last.py`",
        "Skills:\n- `add-coverage`: tests\n\nMore.\n\n- `pre-commit`: hooks",
    ],
)
def test_what_an_owner_may_write_is_let_be(shared: Path, text: str) -> None:
    assert findings(shared, text) == []


def test_a_page_counts_from_its_own_folder(repo: Path) -> None:
    text = "`unit/services/` `services/test_notes.py` [up](../AGENTS.md)"

    assert findings(repo, text, "tests/AGENTS.md") == []


@pytest.mark.parametrize("page", [".agents/skills/foreign/SKILL.md", ".claude/agents/foreign.md"])
@pytest.mark.parametrize(
    "command", ["nox -s lint", "plumbline check", "pytest --level unit", "python -m levels check"]
)
def test_pages_from_elsewhere_are_let_be(repo: Path, page: str, command: str) -> None:
    text = "Edit `src/gone.tsx` and `src/gone.py`; call `gone_hook()`. "

    assert findings(repo, text, page) == []
    assert len(findings(repo, f"{text}Run `{command}`.", page)) >= 2


def test_where_levels_were_adopted_only_commands_are_judged(repo: Path) -> None:
    write(
        repo,
        "levels.toml",
        'unplaced = ["tests/old"]\n' + (repo / "levels.toml").read_text("utf-8"),
    )
    (repo / "noxfile.py").unlink()

    found = findings(repo, "`src/gone.py` `pytest --level gone` `nox -s gone` `plumbline gone`")

    assert found == [
        "AGENTS.md:2: levels.toml has no level or session gone; it has fakes, sanity, pure, logic, "
        "real, unit, integration",
        "AGENTS.md:2: plumbline has no command gone; its commands are check, prove",
    ]


def test_a_module_of_ones_own_may_be_called_levels(repo: Path) -> None:
    write(repo, "src/shop/levels.py", "")

    assert findings(repo, "`python -m levels x`") == []


def test_each_skill_is_named_where_agents_start(repo: Path) -> None:
    write(repo, ".agents/skills/add-more/SKILL.md", "`nox -s lint`")

    assert findings(repo, "") == [
        "AGENTS.md:1: does not name the skill add-more; add it, or delete .agents/skills/add-more"
    ]


def test_references_are_named_and_flat(repo: Path) -> None:
    skill = ".agents/skills/add-coverage"
    see = "See `references/known.md` and `SKILL.md`; run `nox -s unit`."
    write(repo, f"{skill}/references/known.md", see)
    write(repo, f"{skill}/references/lost.md", "")
    write(repo, f"{skill}/references/deep/x.md", "")

    found = findings(repo, "`nox -s unit`, [r](references/known.md)", f"{skill}/SKILL.md")

    assert found == [
        f"{skill}/references/deep:1: a folder below references is one too many; move its files up",
        f"{skill}/references/lost.md:1: its SKILL.md does not name it; say there when to read it",
    ]


def test_a_repo_without_pages_or_noxfile_has_no_finding(repo: Path) -> None:
    (repo / "noxfile.py").unlink()

    assert check_pages(repo, read_table(repo), COMMANDS) == []
    assert findings(repo, "`nox -s anything`") == []
