"""The example as both engines render it from the default answers, made in this process."""

from functools import cache
from types import MappingProxyType

import jinja2

from tests.places import ROOT, TREE

ANSWERS = {
    "project_name": "My Project",
    "project_slug": "my-project",
    "package_name": "my_project",
    "description": "A tool that does one thing well.",
    "author_name": "Your Name",
    "author_email": "you@example.com",
    "license": "MIT",
    "ci": "github",
    "example": True,
    "clients": True,
}
NAMES = {"template_commit": "v1.0.0", "answers_file": ".copier-answers.yml"}


@cache
def rendered() -> MappingProxyType[str, str]:
    """Return the texts of a generated repo with the example, by path."""
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    context = {**NAMES, "cookiecutter": ANSWERS, "template_source": "gh:someone/plumbline"}
    found = {}
    for path in sorted(TREE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            parts = path.relative_to(TREE).parts
            name = "/".join(engine.from_string(part).render(context) for part in parts)
            if name and not name.endswith("/"):
                text = path.read_text("utf-8")
                found[name] = engine.from_string(text).render(context)
    return MappingProxyType(found)
