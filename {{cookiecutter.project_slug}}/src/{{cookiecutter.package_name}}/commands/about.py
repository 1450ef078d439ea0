"""The command `about`."""

from importlib.metadata import version

import click

from .. import DISTRIBUTION
from ..context import Context
from ..services.about import describe


@click.command()
@click.pass_obj
def about(context: Context) -> None:
    """Print the name, the version and the time, for a bug report."""
    click.echo(describe(context.clock, DISTRIBUTION, version(DISTRIBUTION)))
