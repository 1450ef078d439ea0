"""Remove folders that no answer filled, or Python, and say what comes next."""

import os

UPDATABLE = bool("{{ template_commit }}")
AUTHOR = {{cookiecutter.author_name | tojson}}

for folder, _, files in os.walk(".", topdown=False):  # innermost first
    for file in files if folder.endswith("__pycache__") else ():  # of a template that was run
        os.remove(os.path.join(folder, file))
    if not os.listdir(folder):
        os.rmdir(folder)

if AUTHOR == "Your Name":
    print("The author is still Your Name: change that in pyproject.toml and LICENSE.")
if not UPDATABLE:
    print("git could not say which version of the template this is: `copier update` will not work.")
print('Next, in {{ cookiecutter.project_slug }}: pip install "nox[uv]", nox -s unit, git init')
