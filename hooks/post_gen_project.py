"""Remove the folders that no answer filled, and say what comes next."""

import os

UPDATABLE = bool("{{ template_commit }}")

for folder, _, _ in os.walk(".", topdown=False):  # innermost first
    if not os.listdir(folder):
        os.rmdir(folder)

if not UPDATABLE:
    print("git could not say which version of the template this is: `copier update` will not work.")
print('Next, in {{ cookiecutter.project_slug }}: pip install "nox[uv]", nox -s unit, git init')
