"""What stood outside tests/ when the test-writer began, compared when it stops.

For any Python from 3.9 on, like hook.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import time
from pathlib import Path

from .role import CONFIGURATION

PATIENCE = 3  # how often the test-writer is sent back; then it may stop
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")  # as git's hooks set them
COMMON = ("rev-parse", "--git-common-dir")
DAYS = 7  # how long a snapshot is kept


class UnwatchedError(Exception):
    """Nothing can be compared; the text says why."""


def begin(root: Path, agent: str) -> None:
    """Store what stands outside tests/. Raises UnwatchedError where there is no git repository."""
    file = _file(root, agent)
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob("*.json"):
        if old.stat().st_mtime < time.time() - DAYS * 86400:
            old.unlink()
    _write(file, {"files": fingerprint(root), "sent_back": []})


def end(root: Path, agent: str) -> tuple[list[str] | None, bool]:
    """Return what changed outside tests/ since, and whether to send the test-writer back.

    None where nothing was stored; it is then stored now, so that the next end can compare. Raises
    UnwatchedError where there is no git repository.
    """
    file = _file(root, agent)
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        before, sent_back = dict(stored["files"]), list(stored["sent_back"])
    except (OSError, ValueError, KeyError, TypeError):
        begin(root, agent)
        return None, True
    after = fingerprint(root)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if not changed:
        return [], False
    again = len(sent_back) < PATIENCE
    _write(file, {"files": before, "sent_back": [*sent_back, changed]})
    return changed, again


def fingerprint(root: Path) -> dict[str, str]:
    """Return a hash of each file that git sees outside tests/, of configuration below it too, and
    of git's own settings."""
    top = os.path.realpath(_git(root, "rev-parse", "--show-toplevel").rstrip("\n"))
    tests = _git(root, "rev-parse", "--show-prefix").rstrip("\n") + "tests/"
    staged = _git(Path(top), "ls-files", "-z", "--stage").split("\0")
    others = _git(Path(top), "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    index = [entry for entry in staged if not _is_test(entry.partition("\t")[2], tests)]
    listed = [*others, *(entry.partition("\t")[2] for entry in index)]
    names = {name for name in listed if name and not _is_test(name, tests)}
    for name in [name for name in names if os.path.isdir(os.path.join(top, name))]:
        names |= _below(top, name)  # a repository inside this one, or a link to a folder
    own = Path(root, _git(root, *COMMON).rstrip("\n"))
    here = Path(root, _git(root, "rev-parse", "--git-dir").rstrip("\n"))
    settings = [own / "config", here / "config.worktree", *own.glob("hooks/*"), *own.glob("info/*")]
    found = {name: _hash(os.path.join(top, name)) for name in names}
    found.update({_in_git(path): _hash(str(path)) for path in settings})
    found["git's HEAD"] = _git(root, "rev-parse", "--verify", "--quiet", "HEAD", fails=True)
    found["git's index"] = hashlib.sha256("\0".join(index).encode("utf-8", "replace")).hexdigest()
    return {name: value for name, value in found.items() if value}


def _is_test(name: str, tests: str) -> bool:
    return name.startswith(tests) and not CONFIGURATION.search(name[len(tests) :])


def worktree(root: Path, place: str) -> Path:
    """Return the project in the worktree of the same repository that holds `place`, else `root`."""
    top = os.path.realpath(root)
    if not place or (os.path.realpath(place) + os.sep).startswith(top + os.sep):
        return root
    try:
        common = [
            os.path.realpath(os.path.join(base, _git(Path(base), *COMMON).rstrip("\n")))
            for base in (top, place)
        ]
        inner = _git(root, "rev-parse", "--show-prefix").rstrip("\n")
        other = _git(Path(place), "rev-parse", "--show-toplevel").rstrip("\n")
    except (UnwatchedError, OSError):
        return root
    return Path(other, inner) if common[0] == common[1] else root


def _in_git(path: Path) -> str:
    """Name a file of git's own: .git/config, .git/hooks/pre-commit."""
    folder = "" if path.name.startswith("config") else f"{path.parent.name}/"
    return f".git/{folder}{path.name}"


def _below(top: str, folder: str) -> set[str]:
    return {
        os.path.relpath(os.path.join(place, name), top).replace(os.sep, "/")
        for place, folders, files in os.walk(os.path.join(top, folder))
        for name in files
        if ".git" not in place.split(os.sep)
    }


def _hash(path: str) -> str:
    """Return what tells a file from its changed self; nothing for a file that is not there."""
    try:
        if os.path.islink(path):
            return "link to " + os.readlink(path)
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return "" if os.path.isdir(path) else "a special file"  # opening it might never end
        with open(path, "rb") as file:
            mode = "x" if os.stat(path).st_mode & 0o100 else "-"
            return mode + hashlib.blake2b(file.read(), digest_size=16).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _file(root: Path, agent: str) -> Path:
    """Return where the snapshot of an agent is kept: in git's own folder, each worktree its own."""
    folder = Path(root, _git(root, "rev-parse", "--git-dir").rstrip("\n"))
    return folder / "test-writer" / f"{hashlib.sha256(agent.encode()).hexdigest()[:16]}.json"


def _write(file: Path, content: object) -> None:
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(content), encoding="utf-8")
    os.replace(part, file)


def _git(root: Path, *words: str, fails: bool = False) -> str:
    """Return what git prints. Raises UnwatchedError without git or, unless it `fails`, a result."""
    env = {key: value for key, value in os.environ.items() if key not in ELSEWHERE}
    command = ["git", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, env=env, check=not fails)
    except FileNotFoundError:
        raise UnwatchedError("git is not on the PATH") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise UnwatchedError(f"git says: {' '.join(reason)}") from None
    return done.stdout.decode("utf-8", "surrogateescape")
