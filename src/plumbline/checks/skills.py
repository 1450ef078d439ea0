"""Skills and the test-writer: well-formed, and the same in every place that a client reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..table import LevelsError
from .markdown import Page, front_matter

SKILLS = ".agents/skills"
COPIES = ".claude/skills"
WRITERS = (  # the first of them that is there has the text that the others must have
    ".claude/agents/test-writer.md",
    ".opencode/agents/test-writer.md",
    ".codex/agents/test-writer.toml",
)
LONGEST = 1024  # characters of a description, by the Agent Skills format
OWN = re.compile(  # what a skill or agent of this repo has
    r"\bnox -s |\bpytest --level\b|\bplumbline [a-z]|\bpython -m (plumbline|levels)\b"
)
COMMAND = "plumbline fix-skills"
_INSTRUCTIONS = re.compile(
    r"^(developer_instructions[ \t]*=[ \t]*)('''|\"\"\")(.*?)\2", re.DOTALL | re.MULTILINE
)


def skill_names(root: Path, folder: str = SKILLS) -> list[str]:
    """Return the names of the skills in a folder."""
    return sorted(path.name for path in (root / folder).glob("*") if path.is_dir())


def check_skills(root: Path) -> list[str]:
    """Return a finding, `path:line: message`, for each fault of a skill and each copy that drifted."""
    findings = [line for name in skill_names(root) for line in _check_skill(root, name)]
    copied = any(_is_copy(root, name) for name in skill_names(root))
    for path, new in _copies(root).items() if copied else ():  # none is a repo without copies
        if new is None:
            what = f"is not in {SKILLS}; delete it, or move it there and run `{COMMAND}`"
        elif not (root / path).exists():
            what = f"is missing; run `{COMMAND}`"
        else:
            what = f"differs from {SKILLS}{path.removeprefix(COPIES)}; change it there and run `{COMMAND}`"
        findings.append(f"{path}:1: {what}")
    try:
        source, others = _bodies(root)
    except LevelsError as error:
        return [*findings, str(error)]
    findings += [
        f"{path}:1: its text is not that of {source}; change it there and run `{COMMAND}`"
        for path in others
    ]
    return findings + _check_preloaded(root)


def write_skills(root: Path) -> list[str]:
    """Copy the skills and the test-writer's text to where clients read them; return what changed.

    All is worked out before the first file is written, and each file is replaced as a whole.
    """
    changes = {path: new for path, new in _copies(root).items() if new is not None}
    source, others = _bodies(root)
    for path in others:
        old = _read(root, path)
        body = _body(root, source).strip("\n")
        new = _with_instructions(path, old, body) if path.endswith(".toml") else _with(old, body)
        changes[path] = new.encode()
    for path, content in changes.items():
        file = root / path
        half = file.with_name(f"{file.name}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(content)
            half.replace(file)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            message = f"{path}: cannot be written ({error}); mend that and run `{COMMAND}` again."
            raise LevelsError(message) from None
    return sorted(changes)


def unread_skills(root: Path, start: str | None) -> Iterator[tuple[str, int, str]]:
    """Yield path, line and message for what agents would not find: skills, files of references.

    `start` is the text of AGENTS.md. Skills from elsewhere, which know no session, are let be.
    """
    for name in skill_names(root):
        main = root / SKILLS / name / "SKILL.md"
        text = main.read_text("utf-8", "replace") if main.is_file() else ""
        if not OWN.search(text):
            continue
        if start is not None and f"`{name}`" not in start:
            what = f"does not name the skill {name}; add it, or delete {SKILLS}/{name}"
            yield "AGENTS.md", 1, what
        for path in sorted(main.parent.glob("references/*")):
            where = path.relative_to(root).as_posix()
            if path.is_dir():
                yield where, 1, "a folder below references is one too many; move its files up"
            elif f"references/{path.name}" not in text:
                yield where, 1, "its SKILL.md does not name it; say there when to read it"


def _check_skill(root: Path, name: str) -> list[str]:
    path = f"{SKILLS}/{name}/SKILL.md"
    if not (root / path).is_file():
        return [f"{path}:1: missing; write it, or delete the folder"]
    front = Page(_read(root, path)).front
    if front is None:
        return [f"{path}:1: has no front matter; begin with ---, name, description, ---"]
    entries = front_matter(front)
    findings = []
    if entries.get("name") != name:
        findings.append(f"{path}:1: its name must be that of its folder; write `name: {name}`")
    description = entries.get("description")
    if not isinstance(description, str) or not description:
        findings.append(f"{path}:1: has no description; say what it does and when to use it")
    elif len(description) > LONGEST:
        what = f"its description has {len(description)} characters"
        findings.append(f"{path}:1: {what}; shorten it to {LONGEST}")
    return findings


def _copies(root: Path) -> dict[str, bytes | None]:
    """Return the copies that are wrong, with what they must hold; None for files too many.

    The owner's own skills are let be, also with a name of ours, also below a copy of ours.
    """
    wrong: dict[str, bytes | None] = {}
    if not (root / COPIES).is_dir():
        return wrong
    for name in skill_names(root):
        own = _files(root / SKILLS / name)
        copied = _files(root / COPIES / name)
        if copied and not _is_copy(root, name):
            continue
        nested = tuple(f"{Path(path).parent.as_posix()}/" for path in copied if "/SKILL.md" in path)
        for path in sorted({*own, *copied}):
            if own.get(path) != copied.get(path) and (path in own or not path.startswith(nested)):
                wrong[f"{COPIES}/{name}/{path}"] = own.get(path)
    return wrong


def _is_copy(root: Path, name: str) -> bool:
    """Say whether a client's skill was copied from ours, and not written under the same name."""
    own, copied = _files(root / SKILLS / name), _files(root / COPIES / name)
    if any(own[path] == copied[path] for path in own.keys() & copied.keys()):
        return True
    ours, theirs = (_said(files.get("SKILL.md", b"")) for files in (own, copied))
    return 2 * len(ours & theirs) > len(ours)


def _said(page: bytes) -> set[bytes]:
    """Return the lines of a skill that another of the same name would not have."""
    lines = {line.strip() for line in page.splitlines()}
    return {line for line in lines if line and line != b"---" and not line.startswith(b"name:")}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }


def _read(root: Path, path: str) -> str:
    try:
        return (root / path).read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LevelsError(f"{path}:1: cannot be read ({error}); restore it from git") from None


def _body(root: Path, path: str) -> str:
    text = _read(root, path)
    if not path.endswith(".toml"):
        return Page(text).body
    try:
        body = tomllib.loads(text).get("developer_instructions", "")
    except tomllib.TOMLDecodeError as error:
        raise LevelsError(f"{path}:1: is not valid TOML: {error}; restore it from git") from None
    return body if isinstance(body, str) else ""


def _bodies(root: Path) -> tuple[str, list[str]]:
    """Return the wrapper whose text counts, and those whose text is another."""
    there = [path for path in WRITERS if (root / path).is_file()]
    if not there:
        return "", []
    texts = {path: _body(root, path).strip() for path in there}
    return there[0], [path for path in there if texts[path] != texts[there[0]]]


def _with(text: str, body: str) -> str:
    page = Page(text)
    return page.text[: len(page.text) - len(page.body)] + body + "\n"


def _with_instructions(path: str, text: str, body: str) -> str:
    found = _INSTRUCTIONS.search(text)
    if not found or "'''" in body:
        what = "has no developer_instructions in ''' to replace"
        raise LevelsError(f"{path}:1: {what}; restore it from git, and keep ''' out of the text.")
    new = f"{text[: found.start()]}{found[1]}'''\n{body}\n'''{text[found.end() :]}"
    try:
        tomllib.loads(new)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}:1: cannot hold the text as TOML: {error}; correct the text."
        raise LevelsError(message) from None
    return new


def _check_preloaded(root: Path) -> list[str]:
    """Find skills that the test-writer is to have from its start and that are not there."""
    path = WRITERS[0]
    front = Page(_read(root, path)).front if (root / path).is_file() else None
    wanted = front_matter(front or "").get("skills", [])
    known = {*skill_names(root), *skill_names(root, COPIES)}
    return [
        f"{path}:1: there is no skill {name} in {SKILLS}; correct its list of skills"
        for name in (wanted if isinstance(wanted, list) else [])
        if name not in known
    ]
