"""What this package must know of a client."""

import json
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from tests.evidence.clients.wires import Call, Request


@dataclass(frozen=True)
class Run:
    """One conversation: the repo, an empty home, the model's address, the client's environment."""

    repo: Path
    home: Path
    model: str
    env: dict[str, str]

    def __call__(self, *words: str, seconds: float = 120) -> str:
        """Run a command there and return all it prints."""
        done = subprocess.run(
            words,
            cwd=self.repo,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
        )
        return done.stdout


@dataclass(frozen=True)
class Seen:
    """What a conversation showed: where it ran, what was printed, the main agent's first request."""

    run: Run
    printed: str
    main: Request


class Client(ABC):
    """A coding client: how it is started, and how its tools are called."""

    name: ClassVar[str]
    title: ClassVar[str]
    package: ClassVar[str]
    # What the client tells the model when a call of the test-writer is refused.
    refusal: ClassVar[str] = "is outside tests/|The test-writer (may not run|runs one)"
    hooks: ClassVar[bool] = True  # can it send an agent back when it stops?

    def __init__(self, program: str) -> None:
        self.program = program

    @abstractmethod
    def prepare(self, run: Run) -> None:
        """Write the client's own settings into the home and add its variables."""

    @abstractmethod
    def talk(self, run: Run, prompt: str) -> str:
        """Run one conversation to its end and return what the client printed."""

    @abstractmethod
    def skills(self, seen: Seen) -> str:
        """Return a text that names the skills which the client found."""

    @abstractmethod
    def agents(self, seen: Seen) -> str:
        """Return a text that names the sub-agents which the client found."""

    @abstractmethod
    def write(self, path: str, text: str) -> Call:
        """Write a new file."""

    @abstractmethod
    def edit(self, path: str, old: str, new: str) -> Call:
        """Replace a line."""

    @abstractmethod
    def read(self, path: str) -> Call:
        """Read a file."""

    @abstractmethod
    def shell(self, command: str) -> Call:
        """Run a command."""

    @abstractmethod
    def delegate(self, task: str) -> list[Call]:
        """Give the test-writer a task and wait for its report."""


def tool_text(request: Request, name: str) -> str:
    """Return how a request describes one of its tools."""
    # Codex sends its tools as an item of the conversation.
    items = [request.body, *(item for item in request.body.get("input", []))]
    tools: list[Any] = [tool for item in items for tool in item.get("tools", [])]
    return json.dumps([tool for tool in tools if f'"{name}"' in json.dumps(tool)])
