"""The outside world as one value: a field for each gateway."""

from dataclasses import dataclass
{% if cookiecutter.example %}
from pathlib import Path
{% endif %}

{% if cookiecutter.example %}
from .gateways.changelog import Changelog, FileChangelog
{% endif %}
from .gateways.clock import Clock, SystemClock
{% if cookiecutter.example %}
from .gateways.git import Git, SubprocessGit
{% endif %}


@dataclass(frozen=True)
class Context:
    """All gateways; no defaults, so that a new one is an error wherever it is forgotten."""

    clock: Clock
{% if cookiecutter.example %}
    changelog: Changelog
    git: Git
{% endif %}


def real_context() -> Context:
    """Return the context of a real run, in the current folder; making it starts nothing."""
    return Context(
        clock=SystemClock(),
{% if cookiecutter.example %}
        changelog=FileChangelog(Path("CHANGELOG.md")),
        git=SubprocessGit(Path()),
{% endif %}
    )
