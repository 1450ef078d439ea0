"""The commands: parse, call one service, print."""

import click

from .about import about
{% if cookiecutter.example %}
from .notes import notes
{% endif %}

COMMANDS: list[click.Command] = [
    about,
{% if cookiecutter.example %}
    notes,
{% endif %}
]
