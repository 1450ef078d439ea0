"""Build the package's wheel as `nox -s wheel` keeps it in the tree: `python -m tests.evidence.wheel`."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.places import ROOT, TOOLS, TREE

NAMED = re.compile(r'(?<="vendor/)[^"]+\.whl(?=")')  # in the tree's pyproject.toml


def build(folder: Path, root: Path = ROOT) -> Path:
    """Build the wheel of the sources as they stand into a folder; return its path."""
    uv = shutil.which("uv", path=str(TOOLS)) or "uv"
    command = [uv, "build", "--quiet", "--wheel", "--no-create-gitignore", "--out-dir", str(folder)]
    subprocess.run([*command, str(root)], check=True)
    (made,) = folder.glob("*.whl")
    return made


def vendored(tree: Path = TREE) -> list[Path]:
    """Return the wheels that a tree carries."""
    return sorted((tree / "vendor").glob("*.whl"))


def renew(tree: Path, root: Path = ROOT) -> Path:
    """Put the wheel of the sources in the place of the one that a tree carries, and name it there."""
    with tempfile.TemporaryDirectory() as folder:
        made = build(Path(folder), root)
        for old in vendored(tree):
            old.unlink()
        (tree / "vendor").mkdir(exist_ok=True)
        settings = tree / "pyproject.toml"
        text = settings.read_text("utf-8")
        settings.write_text(NAMED.sub(made.name, text), "utf-8", newline="\n")
        return Path(shutil.copy(made, tree / "vendor" / made.name))


def carries(tree: Path, made: Path) -> bool:
    """Say whether a tree has one wheel, this one, and names it."""
    there = {path.name: path.read_bytes() for path in vendored(tree)}
    named = NAMED.findall((tree / "pyproject.toml").read_text("utf-8"))
    return there == {made.name: made.read_bytes()} and named == [made.name]


def is_current(tree: Path = TREE, root: Path = ROOT) -> bool:
    """Say whether the one wheel of a tree, and the one it names, is that of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        return carries(tree, build(Path(folder), root))


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(None if is_current() else "vendor/ holds another wheel; run `nox -s wheel`.")
    print(renew(TREE).relative_to(ROOT))
