"""Refuse bad answers, in the words of copier.yml, before a file is written."""

import json
import keyword
import os
import re
import sys
from pathlib import Path

ANSWERS = json.loads({{ cookiecutter | tojson | tojson }})

ONE_LINE = r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"


def is_one_line(name: str) -> bool:
    return bool(re.fullmatch(ONE_LINE, ANSWERS[name]))


def complaint() -> str:
    """Return what is wrong with the first bad answer, nothing if all are good."""
    if not ANSWERS["project_name"].strip():
        return "project_name is empty; the project needs a name."
    if not is_one_line("project_name"):
        return "project_name must be one line of printable text."
    slug = ANSWERS["project_slug"]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 64:
        return (
            "project_slug must be at most 64 of a-z, 0-9 and single hyphens between them, "
            "like my-project."
        )
    package = ANSWERS["package_name"]
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", package) or len(package) > 64:
        return (
            "package_name must be a Python identifier of at most 64 of a-z, A-Z, 0-9 and _, "
            "like my_project."
        )
    if keyword.iskeyword(package):
        return "package_name is a Python keyword; choose another."
    if package.lower() in ANSWERS["_reserved_names"]:
        return "package_name would hide a module of Python or of the tools; choose another."
    if not is_one_line("description"):
        return "description must be one line of printable text."
    if not ANSWERS["author_name"].strip():
        return "author_name is empty; the licence names the author."
    if not is_one_line("author_name"):
        return "author_name must be one line of printable text."
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", ANSWERS["author_email"]) or not is_one_line(
        "author_email"
    ):
        return "author_email must be an address with an @, like you@example.com."
    return ""


def leave_no_trace() -> None:
    """Remove the folders that a slash in the slug made; cookiecutter removes only the last."""
    folder, output = Path.cwd(), Path(ANSWERS["_output_dir"])
    os.chdir(output)
    for parent in [folder, *folder.parents]:
        if output not in parent.parents or any(parent.iterdir()):
            return
        parent.rmdir()


if problem := complaint():
    print(problem, file=sys.stderr)
    if "/" in ANSWERS["project_slug"] or "\\" in ANSWERS["project_slug"]:
        leave_no_trace()
    sys.exit(1)
