"""How long `copier update` takes, beside a template that asks and renders next to nothing."""

from pathlib import Path

from tests.evidence.bench.measure import Command, by_turns, run, say
from tests.evidence.bench.templates import (
    commit,
    copy_of_template,
    empty_template,
    new_repo,
    tool,
)
from tests.places import TREE


def update(work: Path) -> None:
    """Compare an update with one of a template that has files of one line in the places of ours."""
    templates = {
        "ours": copy_of_template(work / "ours"),
        "many": empty_template(work / "many", new_repo(work)),
    }
    files = sum(path.is_file() for path in (templates["many"] / TREE.name).rglob("*"))
    remember = templates["many"] / TREE.name / "{{ _copier_conf.answers_file }}"
    remember.write_text("{{ _copier_answers | to_nice_yaml }}")
    commit(templates["many"], "v1.1.0")
    commands = {name: one_update(work, name, template) for name, template in templates.items()}
    found = by_turns(9, **commands)
    (ours, _), (many, _) = (found[name] for name in templates)
    detail = f"{ours:.2f} s against {many:.2f} s for {files} files of one line"
    say("update, over copier with the same places", ours / many, 1.3, "times", detail)


def one_update(work: Path, name: str, template: Path) -> Command:
    """Make a repo from a template, and a release with one line more; return the update."""
    repo = work / f"repo-{name}"
    run(Command([tool("copier"), "copy", "--defaults", str(template), str(repo)], work))
    commit(repo)
    pages = (p for p in sorted((template / TREE.name).iterdir()) if p.suffix in (".md", ".txt"))
    page = next(pages)
    page.write_text(page.read_text("utf-8") + "newer\n", "utf-8")
    commit(template, "v2.0.0")

    def reset() -> None:
        run(Command(["git", "reset", "--quiet", "--hard"], repo))

    return Command([tool("copier"), "update", "--defaults"], repo, reset)
