"""Tell cookiecutter which template it renders, so that the answers file can name it for copier."""

import os
import re
import subprocess
from pathlib import Path

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

ROOT = Path(__file__).resolve().parent
ANSWERS_FILE = ".copier-answers.yml"  # copier's default
# A prefix with a colon, like `gh:`, `git@host:` and `https:`; one letter is a Windows drive.
REMOTE = re.compile(r"[A-Za-z0-9_.+-]{2,}(@[^/:]+)?:")
COPIER_KNOWS = re.compile(r"gh:|gl:|git@|git://|git\+|https://github\.com/|https://gitlab\.com/")


class TemplateOrigin(Extension):
    """Gives the names that copier.yml ends with: the origin as copier would write it."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals.update(
            template_commit=_commit(), template_source=_source, answers_file=ANSWERS_FILE
        )


def _git(*arguments: str) -> str:
    """Return what git prints in the template's folder, nothing if it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
    except OSError:  # no git
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _commit() -> str:
    """Return the tag or commit of the template, nothing if it is not a git repository."""
    top = _git("rev-parse", "--show-toplevel")
    if not top or not os.path.samefile(top, ROOT):
        return ""
    return _git("describe", "--tags", "--always")


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
