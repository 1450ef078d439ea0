"""Whose each generated file is, and which files an update takes out of a repo."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, Template

TREE = "{{cookiecutter.project_slug}}"
NAMED = {"project_slug": "my-project", "package_name": "my_project"}
ALWAYS = {"template_commit": "v1.0.0", "answers_file": ".copier-answers.yml"}
JINJA = Environment(undefined=StrictUndefined)

Answers = Mapping[str, Any]


def patterns_in(classes: str) -> dict[str, str]:
    """Return the class of each pattern of classes.toml, in the order in which they decide."""
    return {p: name for name, row in tomllib.loads(classes).items() for p in row["files"]}


def pattern_of(name: str, patterns: Iterable[str]) -> str | None:
    """Return the first pattern that fits a generated file."""
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)


@cache
def _template(part: str) -> Template:
    return JINJA.from_string(part)


@dataclass(frozen=True)
class Version:
    """What a version of the template says about files."""

    names: tuple[str, ...]  # below the tree, with their conditions
    patterns: Mapping[str, str]
    choices: Mapping[str, list[Any]]  # what each answer that decides about files may be
    excluded: tuple[str, ...]

    def files(self, answers: Answers) -> set[str]:
        """Return the files of a repo; answers that are not given are the defaults."""
        defaults = {name: values[0] for name, values in self.choices.items()}
        given = {"layout": "new", **NAMED, **defaults, **answers}
        given["_layout"] = given["layout"]
        context = {"cookiecutter": given, **ALWAYS}
        paths = ([_template(p).render(context) for p in name.split("/")] for name in self.names)
        return {"/".join(parts) for parts in paths if all(parts)}

    def combinations(self) -> Iterator[Answers]:
        """Return every combination of answers."""
        for values in product(*self.choices.values()):
            yield dict(zip(self.choices, values, strict=True))

    def all_files(self) -> set[str]:
        """Return the files of all repos."""
        return {name for answers in self.combinations() for name in self.files(answers)}

    def lets_go(self, name: str) -> bool:
        """Tell if an update leaves a file that is no longer in the tree where it is."""
        return any(fnmatchcase(f"/{name}", pattern) for pattern in self.excluded)


def read_version(names: Iterable[str], read: Callable[[str], str]) -> Version:
    """Return a version from the names of its files and a function that reads one."""
    questions = yaml.safe_load(read("copier.yml"))
    asked = {name: entry for name, entry in questions.items() if "help" in entry}
    choices = {name: entry["choices"] for name, entry in asked.items() if "choices" in entry}
    choices |= {name: [e["default"], not e["default"]] for name, e in asked.items() if is_yes(e)}
    ordered = {name: sorted(v, key=asked[name]["default"].__ne__) for name, v in choices.items()}
    return Version(
        tuple(name.removeprefix(f"{TREE}/") for name in names if name.startswith(f"{TREE}/")),
        patterns_in(read("tests/classes.toml")),
        ordered,
        tuple(pattern for pattern in questions["_exclude"] if "{%" not in pattern),
    )


def is_yes(question: Mapping[str, Any]) -> bool:
    """Tell if a question is one of yes or no."""
    return bool(question["type"] == "bool")


def gone(old: Version, new: Version) -> dict[str, str]:
    """Return the class of each file that an update takes out of a repo, for any answers."""
    names: set[str] = set()
    same = {*old.names} & {*new.names} if old.choices == new.choices else set()
    then, now = (replace(one, names=tuple({*one.names} - same)) for one in (old, new))
    for answers in old.combinations():
        names |= then.files(answers) - now.files(answers)
    classes = {name: old.patterns[pattern_of(name, old.patterns) or ""] for name in sorted(names)}
    return {name: whose for name, whose in classes.items() if not new.lets_go(name)}
