"""Refuse bad answers, in the words of copier.yml, before a file is written."""

import os
import sys
from pathlib import Path

COMPLAINT = {{complaint() | tojson}}
OUTPUT = Path({{cookiecutter._output_dir | tojson}}).resolve()


def leave_no_trace() -> None:
    """Remove the folders that slashes in the slug made; cookiecutter removes only the last."""
    folder = Path.cwd()
    os.chdir(OUTPUT)
    for made in [folder, *folder.parents]:
        if OUTPUT not in made.parents or any(made.iterdir()):
            return
        made.rmdir()


if COMPLAINT:
    print(COMPLAINT, file=sys.stderr)
    if Path.cwd().parent != OUTPUT:
        leave_no_trace()
    sys.exit(1)
