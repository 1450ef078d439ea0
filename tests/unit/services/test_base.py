"""With which commit a change is compared, by a git that knows its branches by heart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from plumbline.review.base import before_fix, find_base
from plumbline.table import LevelsError

HEAD, FORK, OLD = "a" * 40, "b" * 40, "c" * 40


@dataclass
class FakeGit:
    """Branches, each with the commit where HEAD left it, none where they share nothing."""

    branches: Mapping[str, str] = field(default_factory=dict)
    here: str = "topic"
    origin: str = ""  # what origin/HEAD says
    shallow: bool = False
    commits: tuple[str, ...] = (HEAD, FORK, OLD)
    changed: str = ""  # of the sources, as `status` tells it
    newest: str = ""  # the commit that changed them last, with its subject

    def __call__(self, _: Path, command: str, *words: str, **__: str) -> str:
        said = getattr(self, command.replace("-", "_"))(*words)
        assert isinstance(said, str)
        return f"{said}\n" if said else ""

    def rev_parse(self, *words: str) -> str:
        if words == ("--is-shallow-repository",):
            return "true" if self.shallow else "false"
        if words in (("--show-toplevel",), ("--abbrev-ref", "HEAD")):
            return self.here
        name = words[-1].removesuffix("^{commit}")
        if name == "HEAD" and self.commits:
            return HEAD
        if name in self.branches or name.removesuffix("^") in self.commits[:-1]:
            return self.branches.get(name, OLD)
        raise LevelsError(name)

    def symbolic_ref(self, *_: str) -> str:
        if not self.origin:
            message = "no origin"
            raise LevelsError(message)
        return self.origin

    def merge_base(self, ref: str, _: str) -> str:
        commit = HEAD if ref == "HEAD" else self.branches[ref]
        if not commit:
            raise LevelsError(ref)
        return commit

    def for_each_ref(self, *_: str) -> str:
        return "\n".join((self.here, *self.branches))

    def status(self, *_: str) -> str:
        return self.changed

    def log(self, *_: str) -> str:
        return self.newest


def said(git: FakeGit, ref: str | None = None) -> str:
    """Return what a change is compared with, in words."""
    return str(find_base(Path("repo"), ref, git))


def refusal(git: FakeGit, ref: str | None = None) -> str:
    """Return why it cannot be told."""
    with pytest.raises(LevelsError) as error:
        said(git, ref)
    return str(error.value)


@pytest.mark.parametrize(
    ("branches", "name"),
    [
        (["main"], "main"),
        (["master"], "master"),
        (["trunk", "main"], "main"),
        (["master", "main"], "main"),
        (["main", "origin/main"], "origin/main"),
        (["main", "origin/master"], "origin/master"),
        (["trunk", "develop", "origin/master"], "origin/master"),
    ],
)
def test_a_branch_of_a_usual_name_is_the_default_one(branches: list[str], name: str) -> None:
    git = FakeGit(dict.fromkeys(branches, FORK))

    assert said(git) == f"bbbbbbbbb, where HEAD left {name}"
    assert find_base(Path("repo"), None, git).commit == FORK


def test_what_the_remote_calls_its_default_comes_first() -> None:
    branches = {"origin/trunk": FORK, "origin/main": OLD}

    assert said(FakeGit(branches, origin="origin/trunk")).endswith("where HEAD left origin/trunk")
    assert said(FakeGit(branches, origin="origin/gone")).endswith("where HEAD left origin/main")


@pytest.mark.parametrize("branches", [["trunk"], ["trunk", "origin/topic"]])
def test_the_only_other_branch_is_it_whatever_it_is_called(branches: list[str]) -> None:
    git = FakeGit(dict.fromkeys(branches, FORK))

    assert said(git) == "bbbbbbbbb, where HEAD left trunk (the only other branch)"


@pytest.mark.parametrize("branches", [[], ["origin/topic"]])
def test_alone_a_branch_is_compared_with_its_last_commit(branches: list[str]) -> None:
    git = FakeGit(dict.fromkeys(branches, FORK))

    assert said(git) == (
        "aaaaaaaaa, HEAD (there is no other branch): only uncommitted work is reviewed"
    )


@pytest.mark.parametrize(
    ("branches", "named"),
    [
        (["one", "two"], "one, two"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d, e"),
        (["one", "origin/two"], "one, origin/two"),
    ],
)
def test_among_several_nobody_can_say(branches: list[str], named: str) -> None:
    git = FakeGit(dict.fromkeys(branches, FORK))

    assert refusal(git) == (
        f"nobody can say which of {named} is the default branch; name it: --base REF"
    )
    assert said(git, branches[0]).endswith(f"where HEAD left {branches[0]}")


def test_on_the_default_branch_only_uncommitted_work_counts() -> None:
    assert said(FakeGit({"main": HEAD})) == (
        "aaaaaaaaa, HEAD, which is part of main: only uncommitted work is reviewed"
    )
    assert said(FakeGit({"main": FORK}), "HEAD") == (
        "aaaaaaaaa, HEAD: only uncommitted work is reviewed"
    )


@pytest.mark.parametrize(
    ("git", "ref", "sentence"),
    [
        (
            FakeGit({"main": FORK}),
            "nowhere",
            "git knows no commit nowhere; fetch it, or name another",
        ),
        (FakeGit(), "-x", "--base -x: that is an option, not a commit; name a branch or commit"),
        (
            FakeGit({"main": ""}),
            None,
            "main and HEAD have no commit in common; name another base",
        ),
        (FakeGit(commits=()), None, "git knows no commit HEAD: there is none yet; commit first"),
        (
            FakeGit({"main": FORK}, commits=()),
            "main",
            "git knows no commit HEAD: there is none yet; commit first",
        ),
    ],
)
def test_what_git_cannot_tell_is_one_sentence(git: FakeGit, ref: str | None, sentence: str) -> None:
    assert refusal(git, ref) == sentence


@pytest.mark.parametrize("ref", [None, "main"])
def test_a_shallow_clone_is_told_what_to_fetch(ref: str | None) -> None:
    found = refusal(FakeGit({"main": FORK}, shallow=True), ref)

    assert found.startswith("this clone is shallow, so nobody can say where the branch left;")


def before(root: Path, git: FakeGit, *, sources: bool = True) -> str:
    """Return what a fix is compared with, in words."""
    if sources:
        (root / "src/tool").mkdir(parents=True)
        (root / "src/tool/__init__.py").touch()
    return str(before_fix(root, git))


def test_a_fix_that_is_not_committed_is_compared_with_head(tmp_path: Path) -> None:
    git = FakeGit({"main": FORK}, changed=" M src/tool/__init__.py", newest=f"{FORK} fix: x")

    assert before(tmp_path, git) == (
        "aaaaaaaaa, HEAD: the sources have changes that are not committed"
    )


def test_a_committed_fix_is_compared_with_the_commit_before_it(tmp_path: Path) -> None:
    git = FakeGit({"main": FORK}, newest=f"{FORK} fix: a sum")

    assert before(tmp_path, git) == (
        "ccccccccc, the commit before bbbbbbbbb (fix: a sum), the newest that changes the sources"
    )


@pytest.mark.parametrize("newest", ["", f"{OLD} Begin"])  # none changed them, or the first of all
def test_where_none_changed_the_sources_the_branch_is_the_change(
    tmp_path: Path, newest: str
) -> None:
    assert before(tmp_path, FakeGit({"main": FORK}, newest=newest)) == (
        "bbbbbbbbb, where HEAD left main"
    )


def test_a_repo_without_sources_is_compared_with_its_default_branch(tmp_path: Path) -> None:
    git = FakeGit({"main": FORK}, changed="?? x", newest=f"{FORK} fix: x")

    assert before(tmp_path, git, sources=False) == "bbbbbbbbb, where HEAD left main"
