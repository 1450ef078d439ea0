"""Changes of what enforces the rules: the tool, settings of the tools, agents' hooks, CI."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any

from ...table import FILE
from ...writer.role import CONFIGURATION
from ..change import Changed
from .finding import Finding, Row
from .limits import BASELINE

NAME = "enforcement"
ANSWERS = ".copier-answers.yml"
OWN = ("vendor/pytest_plumbline-", FILE, BASELINE)
REQUIRED = re.compile(r"['\"]pytest[-_.]plumbline\b[^'\"]*", re.IGNORECASE)
HARMLESS = re.compile(  # the last lines: what forges show to people
    r"(^|/)\.(gitignore|gitattributes|git-blame-ignore-revs|git_archival\.txt|editorconfig|mailmap"
    r"|env\.example|readthedocs\.ya?ml)$"
    r"|^\.github/((CONTRIBUTING|SECURITY|SUPPORT|CODE_OF_CONDUCT)\.md|FUNDING\.yml)$"
    r"|^\.git(hub|lab)/(issue|pull_request|merge_request)_templates?(\.md$|/)",
    re.IGNORECASE,
)
AGENTS = re.compile(r"(^|/)(\.claude|\.codex|\.opencode|\.agents|\.cursor|\.github/hooks)/|\.md$")
CI = re.compile(r"^(\.github/(workflows|actions)/|\.gitlab-ci|\.gitlab/|\.circleci/)")
TABLES = ("ruff", "pytest", "mypy", "coverage", "pyright", "ty", "nox", "uv")


def enforcement_row(files: Iterable[Changed]) -> Row:
    """Return the row of the changes; what an update of the template brings is said, not failed."""
    changed = list(files)
    update = template_update(changed)
    findings = [
        Finding(one.path, 0, what, "" if one.path in (FILE, BASELINE) else update)
        for one in changed
        if (what := _what(one))
    ]
    unread = [one for one in changed if one.path == "pyproject.toml" and _tools(one.new) is None]
    unverified = "pyproject.toml is no valid TOML, so nobody can say what it sets" if unread else ""
    which = "1 file that enforces" if len(findings) == 1 else f"{len(findings)} files that enforce"
    summary = f"{which} the rules changed" if findings else "what enforces the rules is as it was"
    told = f"{summary}; {update}" if update else summary
    return Row(NAME, told, tuple(sorted(findings)), unverified)


def template_update(files: Iterable[Changed]) -> str:
    """Return the versions of an update of the template, if the change says that it is one."""
    answers = next((one for one in files if one.path == ANSWERS), None)
    if answers is None or answers.old is None or answers.new is None:
        return ""
    old, new = _answers(answers.old), _answers(answers.new)
    commits = old.get("_commit"), new.get("_commit")
    if None in commits or commits[0] == commits[1] or old["_src_path"] != new["_src_path"]:
        return ""
    return f"it calls itself an update of the template, {commits[0]} to {commits[1]}"


def _answers(text: str) -> dict[str, str]:
    found = dict(re.findall(r"^(_commit|_src_path): *[\"']?(.*?)[\"']?\s*$", text, re.MULTILINE))
    return {"_src_path": "", **found}


def _what(one: Changed) -> str:
    """Return what changed, as the rest of a sentence; "" for a file that enforces nothing."""
    deed = "is new" if not one.was else "is gone" if one.is_gone else "changed"
    paths = {one.path, one.was} - {""}
    if any(path.startswith(OWN) for path in paths):
        return f"{deed}; it enforces the levels, so a human must agree"
    if one.path == "pyproject.toml":
        old, new = _tools(one.old) or {}, _tools(one.new) or {}
        names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        return f"changed {', '.join(names)}; a human must agree" if names else ""
    if one.path == ANSWERS or all(HARMLESS.search(path) for path in paths):
        return ""
    if any(CI.search(path) for path in paths):
        return f"{deed}; it decides what CI runs, so a human must agree"
    if any(CONFIGURATION.search(path) for path in paths):
        if any(AGENTS.search(path) for path in paths):
            return f"{deed}; agents go by it, so a human must agree"
        return f"{deed}; it sets how the tools check, so a human must agree"
    return ""


def _tools(text: str | None) -> dict[str, Any] | None:
    """Return what of a pyproject.toml says how the tools check; None if it is no TOML."""
    try:
        content = tomllib.loads(text or "")
    except tomllib.TOMLDecodeError:
        return None
    tools = content.pop("tool", {})
    found: dict[str, Any] = {f"[tool.{name}]": tools[name] for name in TABLES if name in tools}
    wanted = REQUIRED.findall(str(content))
    return {**found, "the requirement of pytest-plumbline": wanted} if wanted else found
