"""The example as both engines render it from the default answers, made in this process."""

import json
from functools import cache
from types import MappingProxyType
from typing import Any

import jinja2

from tests.places import ROOT, TREE

QUESTIONS = json.loads((ROOT / "cookiecutter.json").read_text("utf-8"))
NAMES = {"template_commit": "v1.0.0", "answers_file": ".copier-answers.yml"}


@cache
def rendered() -> MappingProxyType[str, str]:
    """Return the texts of a generated repo with the example, by path; the wheel's is made up."""
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    answers: dict[str, Any] = {}
    context = {**NAMES, "cookiecutter": answers, "template_source": "gh:someone/plumbline"}
    for name, value in QUESTIONS.items():
        is_choice = isinstance(value, list) and not name.startswith("_")
        default = value[0] if is_choice else value
        is_text = isinstance(default, str)
        answers[name] = engine.from_string(default).render(context) if is_text else default
    found = {}
    for path in sorted(TREE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            parts = path.relative_to(TREE).parts
            name = "/".join(engine.from_string(part).render(context) for part in parts)
            if name and not name.endswith("/"):
                text = "the wheel\n" if path.suffix == ".whl" else path.read_text("utf-8")
                found[name] = engine.from_string(text).render(context)
    return MappingProxyType(found)
