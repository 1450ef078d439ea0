"""Give cookiecutter what copier has of its own: where the template is from, and validators."""

import os
import re
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from cookiecutter.exceptions import FailedHookException
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

ROOT = Path(__file__).resolve().parents[1]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML was built with it
ANSWERS_FILE = ".copier-answers.yml"  # copier's default
# A prefix with a colon, like `gh:`, `git@host:` and `https:`; one letter is a Windows drive.
REMOTE = re.compile(r"[A-Za-z0-9_.+-]{2,}(@[^/:]+)?:")
COPIER_KNOWS = re.compile(r"gh:|gl:|git@|git://|git\+|https://github\.com/|https://gitlab\.com/")


class TemplateOrigin(Extension):
    """Adds the names of copier.yml's hidden questions, and `check_answers`."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["regex_search"] = _regex_search
        environment.globals.update(
            template_commit=_commit(),
            template_source=_source,
            answers_file=ANSWERS_FILE,
            check_answers=_check_answers,
        )


def _regex_search(text: str, pattern: str) -> str:
    """Return what of the text matches, as copier's filter of this name does."""
    found = re.search(pattern, text)
    return found[0] if found else ""


def _git(*arguments: str) -> str:
    """Return what git prints in the template's folder, nothing if it fails."""
    places = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")  # of another repository, in its hooks
    environment = {name: value for name, value in os.environ.items() if name not in places}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:  # no git
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@lru_cache  # cookiecutter makes an environment for each hook and one for the files
def _commit() -> str:
    """Return the tag or commit of the template, nothing if it is not a git repository."""
    return _git("--git-dir=.git", "describe", "--tags", "--always")  # of no repository around it


@pass_context
def _source(context: Context) -> str:
    """Return where copier finds the template again, from any folder."""
    template = str(context["cookiecutter"]["_template"])
    if not REMOTE.match(template):
        return str(ROOT)
    if template.startswith(("gh:", "gl:")):
        return template
    if "://" not in template and not template.startswith("git@"):
        template = _git("remote", "get-url", "origin")  # an abbreviation of cookiecutter's own
    known = COPIER_KNOWS.match(template) or template.endswith(".git")
    return template if known else f"git+{template}"


@lru_cache
def _questions() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((ROOT / "copier.yml").read_bytes(), LOADER)
    return found


@pass_context
def _check_answers(context: Context) -> str:
    """Refuse the first bad answer in the words of its validator in copier.yml; return nothing.

    Cookiecutter calls this after the last question, before it makes the first folder.
    """
    answers: Mapping[str, Any] = context["cookiecutter"]
    questions = _questions()
    names = dict(answers)
    for name in ("one_line", "keywords", "reserved_names", "tool_names"):
        names[name] = questions[name]["default"]
    for name, question in questions.items():
        if name in answers and "validator" in question:
            validator = context.environment.from_string(question["validator"])
            if sentence := validator.render(names).strip():
                raise FailedHookException(sentence)  # printed alone, with no traceback
    return ""
