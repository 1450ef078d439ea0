"""How files of tests are called here: `python_files` of pytest's settings, read as pytest finds them."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from pathlib import Path
from typing import Any

KEY = "python_files"
ALWAYS = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")  # even if nothing is in them
OTHERS = ("pyproject.toml", "tox.ini", "setup.cfg")
SECTIONS = {"setup.cfg": "tool:pytest"}  # else `pytest`


def patterns_of(root: Path) -> list[str]:
    """Return the patterns of the first file that has settings of pytest, none where it says nothing."""
    for name in (*ALWAYS, *OTHERS):
        try:
            text = (root / name).read_text("utf-8-sig")
            found = _toml(name, text) if name.endswith(".toml") else _ini(name, text)
        except (OSError, ValueError, configparser.Error):
            continue  # pytest says what is wrong with it
        if found is None and name in OTHERS:
            continue
        value = (found or {}).get(KEY, [])
        return shlex.split(value) if isinstance(value, str) else [str(one) for one in value]
    return []


def _toml(name: str, text: str) -> dict[str, Any] | None:
    data = tomllib.loads(text)
    if name != "pyproject.toml":
        return data.get("pytest")
    tool = data.get("tool", {}).get("pytest")
    return None if tool is None else {**tool, **tool.get("ini_options", {})}


def _ini(name: str, text: str) -> dict[str, Any] | None:
    settings = configparser.RawConfigParser(strict=False, allow_no_value=True)
    settings.read_string(text)
    section = SECTIONS.get(name, "pytest")
    return dict(settings.items(section)) if settings.has_section(section) else None
