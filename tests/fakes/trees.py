"""Trees in memory: nothing of them is written until a run asks for their folder."""

from collections.abc import Mapping
from pathlib import Path

from plumbline.review.trees import File, Tree


def make_tree(texts: Mapping[str, str], folder: Path = Path("tree")) -> Tree:
    """Return a tree with these texts, by name."""
    return Tree(folder, {name: File(text.encode()) for name, text in texts.items()})
