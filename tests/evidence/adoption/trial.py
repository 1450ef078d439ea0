"""One package: its own suite, then the levels, then the next version of the template."""

import json
import re
import shutil
import sys
import textwrap
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.evidence.adoption.packages import Package
from tests.evidence.adoption.place import (
    Done,
    Wrong,
    check,
    commit,
    copy_template,
    hashes,
    python,
    renew_template,
    run,
    tracked,
    unpack,
    watching,
)
from tests.evidence.adoption.requirements import find_requirements

ADD_PACKAGE = "name it in pyproject.toml:"
FITS = {"unit": ("3 pure", "4 logic"), "integration": ("2 sanity",)}
PLANTED = "\n\ndef test_that_was_planted():\n    import os\n\n    os.system('exit 0')\n"
Outcomes = dict[str, str]


@dataclass
class Trial:
    """What is known of one package as it goes."""

    package: Package
    folder: Path
    repo: Path = field(init=False)
    env: Path = field(init=False)  # the Python that has the wheel
    before: Outcomes = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)  # hashes of what was there
    said: str = ""  # copier's words
    level: str = ""  # of the moved file
    by_hand: list[str] = field(default_factory=list)
    seconds: float = 0.0
    verdict: str = "not run"

    def go(self) -> None:
        """Take all steps, or those up to the first that is wrong."""
        start = time.perf_counter()
        steps = (
            self.run_before,
            self.adopt,
            self.install,
            self.run_after,
            self.observe,
            self.place,
            self.update,
        )
        for step in steps:
            print(f"{self.package.name}: {step.__name__}", file=sys.stderr, flush=True)
            try:
                step()
            except Wrong as wrong:
                self.verdict = f"FAILED at {step.__name__}"
                print(textwrap.indent(str(wrong), "    "), file=sys.stderr, flush=True)
                break
        else:
            self.verdict = "ok"
        self.seconds = time.perf_counter() - start

    # The steps

    def run_before(self) -> None:
        """Run the suite as its owner does, where the levels never were."""
        was = unpack(self.package, self.folder / "before")
        env = self.environment("env-before", was)
        self.before, self.code = self.own_suite(was, env, self.package.suite)
        check(sum(one == "passed" for one in self.before.values()) > 0, "no test passed")
        self.ruff_before = self.ruff(was, env, tracked(was))

    def adopt(self) -> None:
        """Adopt; nothing that was there is touched, all that is added is told."""
        self.template = copy_template(self.folder / "template")
        self.repo = unpack(self.package, self.folder / "after")
        self.old = hashes(self.repo, tracked(self.repo))
        words = ("copier", "copy", "--defaults", "--data", "layout=existing")
        self.said = run(*words, str(self.template), ".", cwd=self.repo).out
        self.unchanged()
        status = run("git", "status", "--porcelain=v1", "-z", "-uall", cwd=self.repo).out
        lines = status.split("\0")[:-1]
        check(all(line.startswith("?? ") for line in lines), "changed:", *lines)
        added = {line[3:] for line in lines}
        told = set(re.findall(r"^ +create +(.+?) *$", self.said, re.MULTILINE))
        check(added <= told, "not told:", *(added - told))

    def install(self) -> None:
        """Make the owner's environment anew, with the wheel; do what copier printed and no more."""
        if ADD_PACKAGE in self.said and not self.builds():
            with (self.repo / "pyproject.toml").open("a", encoding="utf-8") as file:
                file.write(printed(self.said, ADD_PACKAGE))
            self.by_hand.append("the printed lines in pyproject.toml")
            self.old.pop("pyproject.toml")
        (wheel,) = self.repo.glob("vendor/*.whl")
        self.env = self.environment("env", self.repo, str(wheel))
        self.levels("--level", "unit")
        commit(self.repo, "Adopt the levels")

    def run_after(self) -> None:
        """Run the suite again: with the levels, and with their plugin switched off."""
        figures = self.folder / "figures.json"
        words = (*self.package.suite, f"--levels-json={figures}")
        self.same("with the levels", *self.own_suite(self.repo, self.env, words))
        data = json.loads(figures.read_text("utf-8"))
        placed = sum(level["tests"] for level in data["levels"])
        check((placed, data["not_placed"]) == (0, self.tests), placed, data["not_placed"])
        off = ("-p", "no:plumbline", *self.package.suite)
        self.same("without the plugin", *self.own_suite(self.repo, self.env, off))
        ruff = self.ruff(self.repo, self.env, list(self.old))
        want = self.ruff_before
        if ruff != want:
            raise Wrong(f"ruff before {want - ruff}\nruff after {ruff - want}")

    def observe(self) -> None:
        """Let observe say what is placed and what fits, and the check say that all holds."""
        words = (str(self.env), "-m", "plumbline", "observe", *self.package.suite)
        self.observed = run(*words, cwd=self.repo, good=False).out
        line = f"\n0 tests are placed in a level, {self.tests} are not\n"
        check(line in self.observed, self.observed[-3000:])
        run(str(self.env), "-m", "plumbline", "check", cwd=self.repo)

    def place(self) -> None:
        """Move one file into its level: it is counted, guarded, and the baseline holds."""
        old, new = self.package.old, self.package.new
        fits = re.search(
            rf"^{re.escape(old)}: (\d+) tests?, .+ time, (.+)$", self.observed, re.MULTILINE
        )
        check(
            fits is not None and fits[2] in FITS[self.package.session], f"{old}: {fits and fits[0]}"
        )
        assert fits
        (self.repo / new).parent.mkdir(parents=True, exist_ok=True)
        run("git", "mv", old, new, cwd=self.repo)
        self.old[new] = self.old.pop(old)
        self.adjust(old, new)
        figures = self.folder / "figures.json"
        self.levels("--level", self.package.session, f"--levels-json={figures}")
        data = json.loads(figures.read_text("utf-8"))
        found = {level["name"]: level["tests"] for level in data["levels"] if level["tests"]}
        check(sum(found.values()) == int(fits[1]), f"{new}: {fits[1]} tests, but placed {found}")
        (self.level,) = found
        words = (*self.package.suite, f"--levels-json={figures}")
        folders = [word for word in self.package.suite if (self.repo / word).is_dir()]
        if folders and not Path(new).is_relative_to(folders[0]):
            words = (*words, new)
        after, code = self.own_suite(self.repo, self.env, words)
        unmoved = {test: what for test, what in self.before.items() if not test.startswith(old)}
        moved = {test: what for test, what in after.items() if test.startswith(new)}
        rest = {test: what for test, what in after.items() if test not in moved}
        check(rest == unmoved and code == self.code, "the rest:", difference(unmoved, rest))
        data = json.loads(figures.read_text("utf-8"))
        counted = sum(level["tests"] for level in data["levels"]), data["not_placed"]
        check(counted == (int(fits[1]), self.tests - int(fits[1])), counted)
        self.violate(self.repo / new)
        commit(self.repo, "Place a file")

    def violate(self, file: Path) -> None:
        """See that the guard stops a planted test, and what the baseline makes of it."""
        honest = file.read_text("utf-8")
        file.write_text(honest + PLANTED, "utf-8")
        done = self.levels("--level", self.package.session, good=False)
        check(done.code != 0 and "process" in done.out, "not guarded:", done.out)
        words = (str(self.env), "-m", "plumbline", "baseline")
        out = run(*words, self.package.new, cwd=self.repo).out
        check("levels-baseline.toml: 1 violation of 1 test recorded" in out, out)
        out = self.levels("--level", self.package.session).out
        check("baseline: 1 violation of 1 test left in levels-baseline.toml" in out, out)
        file.write_text(honest, "utf-8")
        done = self.levels("--level", self.package.session, good=False)
        check(done.code != 0 and "levels-baseline.toml" in done.out, "not stale:", done.out)
        run(*words, "--level", self.level, cwd=self.repo)
        self.levels("--level", self.package.session)

    def update(self) -> None:
        """Bring the next version of the template, twice."""
        self.old = hashes(self.repo, list(self.old))
        news = renew_template(self.template)
        self.said = run("copier", "update", "--defaults", cwd=self.repo).out
        self.unchanged()
        for name, text in news.items():
            own = name in self.old
            has = (self.repo / name).read_text("utf-8").endswith(text.lstrip())
            check(has != own, f"{name}: not the next version's")
        self.levels("--level", "unit")
        commit(self.repo, "Update")
        run("copier", "update", "--defaults", cwd=self.repo)
        status = run("git", "status", "--porcelain", cwd=self.repo).out
        check(not status, "changed by a second update:", status)

    # What the steps share

    def environment(self, name: str, repo: Path, *more: str) -> Path:
        """Make the environment that the owner's tests have; return its Python."""
        env = python(self.folder / name)
        words = ("--quiet", "--python", sys.executable)
        run("uv", "venv", *words, str(self.folder / name), cwd=repo)
        wanted = self.package.install or find_requirements(repo)
        run("uv", "pip", "install", "--quiet", "--python", str(env), *wanted, *more, cwd=repo)
        return env

    def builds(self) -> bool:
        """Say whether the package is built with what was added."""
        words = ("uv", "build", "--quiet", "--wheel", "--out-dir", str(self.folder / "dist"))
        return run(*words, cwd=self.repo, good=False).code == 0

    def levels(self, *words: str, good: bool = True) -> Done:
        """Run pytest as docs/adopt.md says."""
        return run(str(self.env), "-m", "pytest", *words, cwd=self.repo, good=good)

    @property
    def tests(self) -> int:
        """How many tests there are."""
        return sum(not what.startswith("not collected") for what in self.before.values())

    def own_suite(self, repo: Path, env: Path, words: tuple[str, ...]) -> tuple[Outcomes, int]:
        """Run pytest alone."""
        file = self.folder / "outcomes.json"
        plugin, variables = watching(file)
        done = run(str(env), "-m", "pytest", *plugin, *words, cwd=repo, good=False, **variables)
        check(file.is_file(), done.out)
        self.last = done.out
        return json.loads(file.read_text("utf-8")), done.code

    def same(self, how: str, found: Outcomes, code: int) -> None:
        """See that all came out as before."""
        if found != self.before or bool(code) != bool(self.code):
            what = difference(self.before, found)
            raise Wrong(f"{how}: {what}\nexit {self.code}, then {code}\n{self.last[-3000:]}")

    def unchanged(self) -> None:
        """See that no old file changed."""
        now = hashes(self.repo, list(self.old))
        touched = [name for name in self.old if now[name] != self.old[name]]
        check(not touched, "touched:", *touched)

    def ruff(self, repo: Path, env: Path, names: list[str]) -> set[tuple[str, ...]]:
        """Return ruff's findings in these files, under the repository's own settings."""
        words = (
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--no-fix",
            "--output-format",
            "json",
            "--exit-zero",
        )
        done = run(str(env), *words, cwd=repo)
        lines = done.out[done.out.index("[") :] if not done.out.startswith("[") else done.out
        found = json.JSONDecoder().raw_decode(lines)[0]
        rows = {
            (
                Path(one["filename"]).resolve().relative_to(repo.resolve()).as_posix(),
                str(one["location"]["row"]),
                str(one["code"]),
                one["message"],
            )
            for one in found
        }
        return {row for row in rows if row[0] in names}

    def adjust(self, old: str, new: str) -> None:
        """Do what the moved file needs, as its owner would: its import, its line in two lists."""
        if self.package.copies:
            shutil.copy(*(self.repo / name for name in self.package.copies))
            self.by_hand.append(f"{self.package.copies[0]} copied to {self.package.copies[1]}")
        if self.package.edit:
            self.replace(new, *self.package.edit)
            self.by_hand.append(f"`{self.package.edit[1]}` in the moved file")
        if self.replace("levels.toml", f'\n    "{old}",', ""):
            self.by_hand.append("its line out of `unplaced` in levels.toml")
            name = Path(old).relative_to("tests/unit").as_posix()
            text = (self.repo / "tests/unit/ruff.toml").read_text("utf-8")
            lines = [line for line in text.splitlines(keepends=True) if f'ignores."{name}"' in line]
            self.replace("tests/unit/ruff.toml", "".join(lines), "")
            self.by_hand.append("its line out of tests/unit/ruff.toml")

    def replace(self, name: str, old: str, new: str) -> bool:
        """Replace a text in a file; say whether it is there."""
        text = (self.repo / name).read_text("utf-8")
        (self.repo / name).write_text(text.replace(old, new, 1), "utf-8")
        return old in text


def printed(said: str, head: str) -> str:
    """Return the indented lines that stand below a line of copier's, as they are to be added."""
    rest = said.partition(head)[2].lstrip("\n")
    lines = re.match(r"(?:(?: {4}.*)?\n)+", rest)
    check(lines is not None, f"copier does not say {head}", said)
    assert lines
    return "\n" + textwrap.dedent(lines[0]).rstrip() + "\n"


def difference(one: Outcomes, other: Outcomes) -> str:
    """Return the first tests that differ."""
    names = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
    lines = [f"{name}: {one.get(name)}, then {other.get(name)}" for name in sorted(names)[:20]]
    return "\n".join([f"{len(names)} tests differ", *lines])


def summary(outcomes: Outcomes) -> str:
    """Return how many passed, failed and so on."""
    return ", ".join(f"{number} {what}" for what, number in Counter(outcomes.values()).items())
