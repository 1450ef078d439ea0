"""Remove the folders that no answer filled, and say what comes next."""

from pathlib import Path

UPDATABLE = bool("{{ template_commit }}")

# What Python left in a template that is a folder on this machine; then innermost folders first.
for file in Path("levels").rglob("__pycache__/*"):
    file.unlink()
for name in ("levels", ".claude", ".codex", ".opencode", ".github"):
    inner = sorted(Path(name).rglob("*"), reverse=True)
    for folder in [*filter(Path.is_dir, inner), Path(name)]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

if not UPDATABLE:
    print("git could not say which version of the template this is: `copier update` will not work.")
print('Next, in {{ cookiecutter.project_slug }}: git init, pip install "nox[uv]", nox -s unit')
