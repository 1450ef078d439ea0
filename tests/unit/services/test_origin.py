"""Where copier finds the template again, for each way to name one to cookiecutter."""

import jinja2
import pytest
from hooks.template_origin import _source

from tests.places import ROOT


def saved(template: str) -> str:
    """Return what the answers file says of a template that cookiecutter was given."""
    environment = jinja2.Environment(autoescape=False)
    environment.globals["source"] = _source
    asked = environment.from_string("{{ source() }}")
    return asked.render(cookiecutter={"_template": template})


@pytest.mark.parametrize(
    "template",
    [
        "gh:someone/plumbline",
        "gl:someone/plumbline",
        "git@github.com:someone/plumbline.git",
        "git@example.com:someone/plumbline.git",
        "git://example.com/plumbline",
        "git+https://example.com/plumbline",
        "https://github.com/someone/plumbline",
        "https://gitlab.com/someone/plumbline",
        "https://example.com/plumbline.git",
        "ssh://git@example.com/plumbline.git",
        "file:///srv/plumbline.git",
    ],
)
def test_what_copier_knows_stays_as_it_was_given(template: str) -> None:
    assert saved(template) == template


@pytest.mark.parametrize(
    "template",
    [
        "https://example.com/plumbline",
        "http://github.com/someone/plumbline",
        "ssh://git@example.com/plumbline",
        "file:///srv/plumbline",
    ],
)
def test_what_copier_would_not_know_is_marked_as_git(template: str) -> None:
    assert saved(template) == f"git+{template}"


@pytest.mark.parametrize(
    "template", [".", "../plumbline", "/srv/plumbline", r"C:\srv\plumbline", "c:/plumbline", "a b"]
)
def test_a_folder_is_kept_by_its_whole_path(template: str) -> None:
    assert saved(template) == str(ROOT)
