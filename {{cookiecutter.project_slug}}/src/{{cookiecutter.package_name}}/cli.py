"""The command line: the only place that builds the real context."""

import click

from . import DISTRIBUTION
from .commands import COMMANDS
from .context import Context, real_context


@click.group(commands=COMMANDS)
@click.version_option(package_name=DISTRIBUTION)
@click.pass_context
def main(click_context: click.Context) -> None:
    """Run one of the commands below; each has a --help of its own."""
    if click_context.obj is None:
        click_context.obj = real_context()
    if not isinstance(click_context.obj, Context):
        message = f"obj must be a Context, not {type(click_context.obj).__name__}"
        raise TypeError(message)
