"""Answers that the validators of copier.yml refuse, each with its sentence, and some they let be."""

from functools import cache

import jinja2
import pytest
from cookiecutter.exceptions import FailedHookException
from hooks.template_origin import _check_answers, _regex_search

NAME = "project_name is empty; the project needs a name."
LINE = "{} must be one line of printable text."
SLUG = (
    "project_slug must be at most 64 of a-z, 0-9 and single hyphens between them, like my-project."
)
PACKAGE = (
    "package_name must be a Python identifier of at most 64 of a-z, A-Z, 0-9 and _, "
    "like my_project."
)
KEYWORD = "package_name is a Python keyword; choose another."
TAKEN = "package_name would hide a module of Python or of the tools; choose another."
TOOL = "project_slug is the name of a tool that the repo needs; choose another."
AUTHOR = "author_name is empty; the licence names the author."
EMAIL = "author_email must be an address with an @, like you@example.com."

BAD = [
    ("project_name", "", NAME),
    ("project_name", "   ", NAME),
    ("project_name", "two\nlines", LINE.format("project_name")),
    ("description", "", LINE.format("description")),
    ("description", "tab\tstop", LINE.format("description")),
    ("description", "line\u2028break", LINE.format("description")),
    ("author_name", "", AUTHOR),
    ("author_name", "bell\x07", LINE.format("author_name")),
    ("project_slug", "", SLUG),
    ("project_slug", "My-Project", SLUG),
    ("project_slug", "my_project", SLUG),
    ("project_slug", "-x", SLUG),
    ("project_slug", "a--b", SLUG),
    ("project_slug", "n" * 65, SLUG),
    ("project_slug", "a/b", SLUG),
    ("project_slug", "../x", SLUG),
    ("project_slug", "gro\u00df", SLUG),
    ("package_name", "", PACKAGE),
    ("package_name", "1st", PACKAGE),
    ("package_name", "my-project", PACKAGE),
    ("package_name", "a.b", PACKAGE),
    ("package_name", "gr\u00f6\u00dfe", PACKAGE),
    ("package_name", "n" * 65, PACKAGE),
    ("package_name", "class", KEYWORD),
    ("package_name", "None", KEYWORD),
    ("package_name", "test", TAKEN),
    ("package_name", "tests", TAKEN),
    ("package_name", "Plumbline", TAKEN),
    ("package_name", "json", TAKEN),
    ("package_name", "pytest", TAKEN),
    ("package_name", "click", TAKEN),
    ("package_name", "con", TAKEN),
    ("package_name", "cProfile", TAKEN),
    ("package_name", "Build", TAKEN),
    ("project_slug", "click", TOOL),
    ("project_slug", "python", TOOL),
    ("project_slug", "pytest-plumbline", TOOL),
    ("author_email", "", EMAIL),
    ("author_email", "nobody", EMAIL),
    ("author_email", "a b@example.com", EMAIL),
]


GOOD = [
    ("project_name", "A Tool: (really) “good”"),
    ("description", "x"),
    ("author_name", "Łódź"),
    ("project_slug", "a-1"),
    ("project_slug", "n" * 64),
    ("package_name", "_"),
    ("package_name", "Tool_2"),
    ("author_email", "a@b"),
]


@cache
def asking() -> jinja2.Template:
    """Return a template that checks the answers that it is rendered with."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)
    vars(environment)["from_string"] = cache(environment.from_string)
    environment.filters["regex_search"] = _regex_search
    environment.globals["check_answers"] = _check_answers
    return environment.from_string("{{ check_answers() }}")


def ask(answers: dict[str, str]) -> str:
    """Return what the answers are refused with, nothing if they are not."""
    try:
        return asking().render(cookiecutter=answers)
    except FailedHookException as refusal:
        return str(refusal)


@pytest.mark.parametrize(("question", "answer", "sentence"), BAD)
def test_a_bad_answer_is_refused(question: str, answer: str, sentence: str) -> None:
    assert ask({question: answer}) == sentence


@pytest.mark.parametrize(("question", "answer"), GOOD)
def test_a_good_one_is_not(question: str, answer: str) -> None:
    assert ask({question: answer}) == ""
