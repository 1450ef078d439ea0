"""The tree as both engines render it, made in this process; the wheel's text is made up."""

import json
import re
from functools import cache
from types import MappingProxyType
from typing import Any

import jinja2

from tests.places import ROOT, TREE

QUESTIONS = json.loads((ROOT / "cookiecutter.json").read_text("utf-8"))
NAMES = {"template_commit": "v1.0.0", "answers_file": ".copier-answers.yml"}


ENGINE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(ROOT),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=jinja2.StrictUndefined,
    autoescape=False,
)


@cache
def _template(text: str) -> jinja2.Template:
    return ENGINE.from_string(text)


def _render(text: str, context: dict[str, Any]) -> str:
    """Return a text with its answers; most has none."""
    return _template(text).render(context) if re.search(r"{[{%#]", text) else text


@cache
def _files() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return where each file of the tree is, and its text."""
    return tuple(
        (
            path.relative_to(TREE).parts,
            "the wheel\n" if path.suffix == ".whl" else path.read_text("utf-8"),
        )
        for path in sorted(TREE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    )


@cache
def rendered(**chosen: bool | str) -> MappingProxyType[str, str]:
    """Return the texts of a generated repo, by path; where nothing else is chosen, the default's."""
    answers: dict[str, Any] = {}
    context: dict[str, Any] = {**NAMES, "cookiecutter": answers, "check_answers": str}
    context["template_source"] = "gh:someone/plumbline"
    for name, value in QUESTIONS.items():
        is_choice = isinstance(value, list) and not name.startswith("_")
        default = value[0] if is_choice else value
        is_text = isinstance(default, str)
        default = _render(default, context) if is_text else default
        answers[name] = chosen.get(name, default)
    found = {}
    for parts, text in _files():
        name = "/".join(_render(part, context) for part in parts)
        if name and not name.endswith("/"):
            found[name] = _render(text, context)
    return MappingProxyType(found)
