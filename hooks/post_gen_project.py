"""Remove the folders that no answer filled, and say what comes next."""

import os
from pathlib import Path

UPDATABLE = bool("{{ template_commit }}")

for folder, _, _ in os.walk(".", topdown=False):
    path = Path(folder)
    if path.name == "__pycache__":  # of a template that is a folder on this machine
        for file in path.iterdir():
            file.unlink()
    if not any(path.iterdir()):
        path.rmdir()

if not UPDATABLE:
    print("This template is no git repository, so `copier update` cannot refresh what it made.")
print('Next, in {{ cookiecutter.project_slug }}: git init, pip install "nox[uv]", nox -s unit')
