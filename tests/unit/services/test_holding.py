"""A test-writer without its hook is found, in each client that has one."""

import json
from pathlib import Path

import pytest
from plumbline.checks.holding import EVENTS, HOLDERS, check_holding
from plumbline.writer.role import HOOK

CALL = [{"hooks": [{"type": "command", "command": f"python3 {HOOK}"}]}]
FORMS = {".md": "---\nname: {}\n---\n", ".toml": 'name = "{}"\n'}
CASES = list(HOLDERS.items())


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repo whose test-writers are held."""
    write(tmp_path / HOOK, "")
    for agent, hooks in HOLDERS.items():
        write(tmp_path / agent, FORMS[Path(agent).suffix].format("test-writer"))
        write(tmp_path / hooks, json.dumps({"hooks": dict.fromkeys(EVENTS, CALL)}))
    return tmp_path


def write(file: Path, text: str) -> None:
    """Write a file and its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def test_what_is_in_order_has_no_finding(repo: Path) -> None:
    assert check_holding(repo) == []


@pytest.mark.parametrize(("agent", "hooks"), CASES)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_without_the_hook_is_found(repo: Path, agent: str, hooks: str, event: str) -> None:
    write(repo / hooks, json.dumps({"hooks": {**dict.fromkeys(EVENTS, CALL), event: []}}))

    assert check_holding(repo) == [
        f"{hooks}:1: does not call .agents/hooks/test_writer.py at {event}, so nothing holds the test-writer to "
        f"tests/; restore it from git, or delete {agent} as well"
    ]


@pytest.mark.parametrize(("agent", "hooks"), CASES)
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hooks": 1}', "{"])
def test_a_broken_file_of_hooks_is_found(repo: Path, agent: str, hooks: str, text: str) -> None:
    write(repo / hooks, text)

    assert len(check_holding(repo)) == 1
    (repo / agent).unlink()
    assert check_holding(repo) == []


@pytest.mark.parametrize("agent", HOLDERS)
def test_another_name_is_found(repo: Path, agent: str) -> None:
    write(repo / agent, FORMS[Path(agent).suffix].format("test-writer-2"))

    assert check_holding(repo) == [
        f"{agent}:1: its name must be test-writer, the one that .agents/hooks/test_writer.py knows"
    ]


def test_a_missing_hook_is_found(repo: Path) -> None:
    (repo / HOOK).unlink()

    assert (
        ".agents/hooks/test_writer.py:1: missing, so nothing holds the test-writer"
        in check_holding(repo)[0]
    )
