"""A small repo that tests change, whether it is in memory or one of git."""

from abc import ABC, abstractmethod

from plumbline.review.rows.finding import Row


class Texts(ABC):
    """The files of a small repo, and what the rows say of its branch."""

    @abstractmethod
    def read(self, name: str) -> str:
        """Return the text of a file."""

    @abstractmethod
    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a file that may be no text."""

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        self.write_bytes(name, text.lstrip("\n").encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that the file must have."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        """Add to the end of a file."""
        self.write(name, self.read(name) + text)

    @abstractmethod
    def rows(self, *, mutants: bool = False) -> dict[str, Row]:
        """Judge the branch."""

    def findings(self, *, mutants: bool = False) -> dict[str, list[str]]:
        """Return what each row that says anything says."""
        return {
            name: [f"{f.path}:{f.line}: {f.text}" for f in row.findings] or [row.unverified]
            for name, row in self.rows(mutants=mutants).items()
            if row.findings or row.unverified
        }
