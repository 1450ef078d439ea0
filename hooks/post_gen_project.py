"""Remove the folders that no answer filled, and say what comes next."""

from pathlib import Path

UPDATABLE = bool("{{ template_commit }}")

for folder in sorted(filter(Path.is_dir, Path().rglob("*")), reverse=True):  # innermost first
    if not any(folder.iterdir()):
        folder.rmdir()

if not UPDATABLE:
    print("git could not say which version of the template this is: `copier update` will not work.")
print('Next, in {{ cookiecutter.project_slug }}: pip install "nox[uv]", nox -s unit, git init')
