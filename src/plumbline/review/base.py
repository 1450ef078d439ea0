"""Where a change begins: the commit at which the branch left the default branch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..history import Git, git
from ..table import LevelsError
from ..writer.scope import merge_base
from .folders import sources_of

USUAL = ("origin/main", "origin/master", "main", "master")


@dataclass(frozen=True)
class Base:
    """The commit to compare with."""

    commit: str
    said: str  # how it was found, for people: "1234567, where HEAD left origin/main"

    def __str__(self) -> str:
        return self.said


def find_base(root: Path, ref: str | None, ask: Git = git) -> Base:
    """Return the merge base of HEAD and a ref, or the branch that is the default one.

    Raises LevelsError where git cannot tell: no git, no commit, a shallow clone, an unknown ref.
    """
    if ref is not None:
        return _base(root, ref, "", ask)
    ask(root, "rev-parse", "--show-toplevel")  # no repository is said in git's words
    if not _exists(root, "HEAD", ask):
        return _base(root, "HEAD", "", ask)  # says it
    name, why = _default(root, ask)
    return _base(root, name, why, ask)


def before_fix(root: Path, ask: Git = git) -> Base:
    """Return what a fix is compared with: HEAD while its sources are not committed, else its parent.

    Raises LevelsError where git cannot tell.
    """
    find_base(root, "HEAD", ask)  # says what is wrong with the repository
    sources = sources_of(root)
    if not sources:
        return find_base(root, None, ask)
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    words = ("status", "--porcelain", "-z", "--untracked-files=all", "--", *sources)
    commit = ask(root, "rev-parse", "HEAD").strip()
    if ask(root, *words, **literal):
        return Base(commit, f"{commit[:9]}, HEAD: the sources have changes that are not committed")
    words = ("log", "--max-count=1", "--format=%H %s", "HEAD", "--", *sources)
    newest, _, subject = ask(root, *words, **literal).strip().partition(" ")
    if not newest or not _exists(root, f"{newest}^", ask):
        return find_base(root, None, ask)
    commit = ask(root, "rev-parse", f"{newest}^").strip()
    said = f"the commit before {newest[:9]} ({subject}), the newest that changes the sources"
    return Base(commit, f"{commit[:9]}, {said}")


def _base(root: Path, ref: str, why: str, ask: Git) -> Base:
    if ref.startswith("-"):
        raise LevelsError(f"--base {ref}: that is an option, not a commit; name a branch or commit")
    commit = merge_base(root, ref, ask)
    short = commit[:9]
    said = f"{short}, where HEAD left {ref}{why}"
    if commit == ask(root, "rev-parse", "HEAD").strip():
        which = "HEAD" if ref == "HEAD" else f"HEAD, which is part of {ref}"
        said = f"{short}, {which}{why}: only uncommitted work is reviewed"
    return Base(commit, said)


def _default(root: Path, ask: Git) -> tuple[str, str]:
    """Return the default branch, and how it was found."""
    try:
        head = ask(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").strip()
        if _exists(root, head, ask):
            return head, ""
    except LevelsError:
        pass
    if name := next((name for name in USUAL if _exists(root, name, ask)), None):
        return name, ""
    shown = ask(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes")
    here = ask(root, "rev-parse", "--abbrev-ref", "HEAD").strip()
    others = [name for name in shown.split() if name != here and not name.endswith(f"/{here}")]
    if len(others) == 1:
        return others[0], " (the only other branch)"
    if not others:
        return "HEAD", " (there is no other branch)"
    raise LevelsError(
        f"nobody can say which of {', '.join(others[:5])} is the default branch; name it: --base REF"
    )


def _exists(root: Path, ref: str, ask: Git) -> bool:
    try:
        ask(root, "rev-parse", "--verify", "--quiet", ref + "^{commit}")
    except LevelsError:
        return False
    return True


def check_out(root: Path, commit: str, folder: Path, index: Path) -> None:
    """Write the files of a commit, from this project's folder on, into an empty folder.

    git works on an index of its own, so neither the user's index nor the work tree is touched.
    Raises LevelsError.
    """
    prefix, place = git(root, "rev-parse", "--show-prefix", "--absolute-git-dir").splitlines()
    prefix = prefix.rstrip("/")
    own = {"GIT_INDEX_FILE": str(index), "GIT_NO_LAZY_FETCH": "1"}
    folder.mkdir()
    try:
        if prefix and not git(root, "ls-tree", "--full-tree", "-d", commit, prefix):
            return  # the project's folder is new
        git(root, "read-tree", f"{commit}:{prefix}", **own)
        here = {"GIT_DIR": place, "GIT_WORK_TREE": str(folder), **own}
        git(folder, "checkout-index", "--all", "--force", "--quiet", **here)
    except LevelsError as error:
        what = f"{commit[:9]} cannot be written into {folder.parent} ({error}); free space there"
        raise LevelsError(f"{what}, or fetch what git lacks") from None
