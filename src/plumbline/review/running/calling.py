"""How pytest is called for a tree: its arguments and its environment."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from ...history import ELSEWHERE
from ..folders import sources_of

KEPT_OUT = {*ELSEWHERE, "GITHUB_STEP_SUMMARY", "PYTHONDONTWRITEBYTECODE"}


def pytest_words(temporary: Path) -> list[str]:
    """Return the arguments of a run that is recorded."""
    words = ["-p", "plumbline.review.running.recorder", "-o", "enable_assertion_pass_hook=true"]
    return [*words, *pytest_common(temporary), "--continue-on-collection-errors"]


def pytest_common(temporary: Path) -> list[str]:
    """Return the arguments that every run has, whatever addopts says."""
    words = ["-q", "-o", f"cache_dir={temporary}-cache", f"--basetemp={temporary}"]
    words += ["--tb=no", "--color=no", "--show-capture=no", "--maxfail=0"]
    words += ["-p", "plumbline.review.running.kept_out"]
    words += ["--numprocesses=0"] if is_there("xdist") else []
    words += ["--no-cov"] if is_there("pytest_cov") else []
    if is_there("pytest_randomly"):
        words += ["--randomly-dont-reorganize", "--randomly-seed=1"]
    return words


def is_there(module: str) -> bool:
    """Say whether a package is installed."""
    return importlib.util.find_spec(module) is not None


def environment(tree: Path) -> dict[str, str]:
    """Return the variables of a run: it imports the package from the tree."""
    kept = {key: value for key, value in os.environ.items() if key not in KEPT_OUT}
    places = [tree / "src", tree] if sources_of(tree) == ["src"] else [tree]
    path = [*map(str, places), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(path), "COVERAGE_CORE": "ctrace"}
