"""Install the clients from npm, each pinned, into a folder that is kept."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tests.evidence.clients.claude import Claude
from tests.evidence.clients.client import Client
from tests.evidence.clients.codex import Codex
from tests.evidence.clients.copilot import Copilot
from tests.evidence.clients.opencode import OpenCode

KINDS: dict[str, type[Client]] = {kind.name: kind for kind in (Claude, Codex, Copilot, OpenCode)}
OPTIONS = ("--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts")


class AbsentError(Exception):
    """A client that cannot be had here; the message is a plain sentence."""


def install(kind: type[Client], cache: Path) -> Client:
    """Return the client, installed before or now."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        message = "npm and node are not on the PATH"
        raise AbsentError(message)
    folder = cache / kind.package.replace("/", "+")
    stamp = folder / "installed"
    if not stamp.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        words = [npm, "install", *OPTIONS, "--prefix", str(folder), for_here(kind.package)]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            message = f"npm cannot install {kind.package} here ({reason(done.stderr)})"
            raise AbsentError(message)
        after(node, folder)
        stamp.write_text("yes\n")
    client = kind(str(program(kind, folder)))
    start(client, folder / "home")
    return client


def for_here(package: str) -> str:
    """Return the package to install; Claude Code's own wants a newer node than its program."""
    if not package.startswith(Claude.package.rpartition("@")[0]):
        return package
    name, _, pin = package.rpartition("@")
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    return f"{name}-{sys.platform}-{machine}@{pin}"


def after(node: str, folder: Path) -> None:
    """Run what npm leaves out: OpenCode's script puts its program in place."""
    for script in folder.glob("node_modules/opencode-ai/postinstall.mjs"):
        subprocess.run([node, str(script)], cwd=script.parent, capture_output=True)


def reason(errors: str) -> str:
    """Return npm's code for what went wrong, without addresses."""
    lines = [line for line in errors.splitlines() if line.startswith("npm error code")]
    return lines[0].removeprefix("npm error ") if lines else "npm does not say why"


def program(kind: type[Client], folder: Path) -> Path:
    """Return the program of an installed client."""
    found = [
        *folder.glob(f"node_modules/.bin/{kind.name}"),
        *folder.glob("node_modules/@anthropic-ai/claude-code-*/claude"),
    ]
    if not found:
        message = f"{kind.package} has no program for this machine"
        raise AbsentError(message)
    return found[0]


def start(client: Client, home: Path) -> None:
    """See that the client starts and has the version that was asked for."""
    home.mkdir(exist_ok=True)
    env = {"HOME": str(home), "PATH": os.environ.get("PATH", ""), "COPILOT_OFFLINE": "true"}
    words = [client.program, "--version"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, env=env, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{client.package} does not start ({type(error).__name__})"
        raise AbsentError(message) from error
    if done.returncode or client.package.rpartition("@")[2] not in done.stdout:
        message = f"{client.package} does not start, or is another version"
        raise AbsentError(message)
