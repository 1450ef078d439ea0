"""Where the template and its tools are."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TREE = ROOT / "{{cookiecutter.project_slug}}"
NOXFILE = TREE / "noxfile.py"
TOOLS = Path(sys.executable).parent  # nox, cookiecutter, copier, ruff and uv of the environment
KEPT = os.environ.get("PYTHONPYCACHEPREFIX") or str(ROOT / ".nox" / "bytecode")
BYTECODE = {"PYTHONPYCACHEPREFIX": KEPT, "PYTHONDONTWRITEBYTECODE": ""}  # never in the tree
