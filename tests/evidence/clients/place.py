"""Where a client runs: a new repo, a new home, no network but the loopback address."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.evidence.clients.client import Run
from tests.places import ROOT

NOWHERE = "http://127.0.0.1:9"  # no proxy listens there
LOCAL = "127.0.0.1,localhost"


def tool(name: str) -> str:
    """Return the path of a tool of this environment."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or name


def render(folder: Path) -> Path:
    """Render the default answers from the working tree, commit, and install what its tests need."""
    folder.mkdir(parents=True)
    done("cookiecutter", "--no-input", str(ROOT), "-o", str(folder), cwd=folder)
    repo = next(folder.iterdir())
    who = ("-c", "user.name=Clients", "-c", "user.email=clients@example.com")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "Start"]):
        done("git", *words, cwd=repo)
    done("nox", "-s", "unit", cwd=repo)
    return repo


def done(name: str, *words: str, cwd: Path) -> None:
    """Run a tool; stop with what it says if it fails."""
    ran = subprocess.run([tool(name), *words], cwd=cwd, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"{name} {' '.join(words[:2])} failed: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")


def place(folder: Path, model: str) -> Run:
    """Make a repo, and an environment that shows nothing of the user's."""
    home = folder / "home"
    home.mkdir(parents=True)
    env = {name: os.environ[name] for name in ("LANG", "TERM") if name in os.environ}
    folders = [str(Path(tool(name)).parent) for name in ("nox", "python3", "node", "git")]
    env["PATH"] = os.pathsep.join(dict.fromkeys([*folders, "/usr/local/bin", "/usr/bin", "/bin"]))
    env["HOME"] = str(home)
    env["TMPDIR"] = str(home)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        env[name] = env[name.lower()] = NOWHERE
    env["NO_PROXY"] = env["no_proxy"] = LOCAL
    # A client that starts a login shell gets the PATH of the machine otherwise.
    (home / ".bash_profile").write_text(f"export PATH='{env['PATH']}'\n")
    return Run(render(folder / "repos"), home, model, env)
