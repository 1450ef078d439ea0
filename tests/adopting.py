"""What copier works out of a repository that adopts the levels, by the text of copier.yml; nothing is copied.

The filters are few lines each; test_adopt.py holds the answers to copier's own, for repositories of all shapes.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from glob import glob
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

from hooks.template_origin import LOADER

from tests.places import ROOT

FROM = {"_commit": "v1.0.0", "_src_path": "gh:someone/plumbline"}
FILTERS = {
    "fileglob": lambda pattern: [one for one in glob(pattern) if Path(one).is_file()],  # noqa: PTH207
    "regex_search": lambda text, pattern: re.search(pattern, text),
    "to_json": lambda value, **words: json.dumps(value, **words),
    "basename": os.path.basename,
    "realpath": os.path.realpath,
    "expanduser": os.path.expanduser,
}


@cache
def questions() -> dict[str, Any]:
    """Return copier.yml."""
    found: dict[str, Any] = yaml.load((ROOT / "copier.yml").read_bytes(), LOADER)
    return found


@cache
def _template(text: str) -> jinja2.Template:
    environment = SandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters |= FILTERS
    return environment.from_string(text)


def answers_of(folder: Path, **given: Any) -> dict[str, Any]:
    """Return all answers for a repository there: those that are given, and the defaults of the others."""
    place = SimpleNamespace(dst_path=folder, answers_file=".copier-answers.yml", overwrite=False)
    answers: dict[str, Any] = {"_copier_conf": place, "_copier_answers": FROM}
    for name, question in questions().items():
        if not name.startswith("_"):
            answers[name] = given.get(name, _default(question, answers))
    return answers


def adopting(folder: Path, files: Iterable[str], **given: Any) -> dict[str, Any]:
    """Return the answers for a repository with these files, which are empty."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return answers_of(folder, layout="existing", **given)


def _default(question: Mapping[str, Any], answers: Mapping[str, Any]) -> Any:
    default = question["default"]
    if not isinstance(default, str) or "choices" in question:
        return default
    said = _template(default).render(answers)
    return _parsed(said) if question["type"] == "yaml" else said


@cache
def _parsed(text: str) -> Any:
    return yaml.load(text, LOADER)


def refusal(question: str, answers: Mapping[str, Any]) -> str:
    """Return what copier refuses an answer with, nothing if it takes it."""
    return _template(questions()[question]["validator"]).render(answers).strip()


def message(when: str, answers: Mapping[str, Any]) -> str:
    """Return what copier says `before_update`, `after_update` or `after_copy`."""
    return _template(questions()[f"_message_{when}"]).render(answers)
