"""The hook of the agents' clients, loaded from where it stands in the tree."""

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from typing import Any

from tests.places import ROOT, TREE

FILE = TREE / ".agents" / "hooks" / "{% if cookiecutter.clients %}test_writer.py{% endif %}"
PAYLOADS = ROOT / "tests/integration/payloads"


class Loader(SourceFileLoader):
    """Keeps no bytecode: cookiecutter would render what lies in the tree."""

    def set_data(self, *_: object, **__: object) -> None:
        """Write nothing."""


def load() -> ModuleType:
    """Return the file as a module; its name in the tree does not end like one."""
    loader = Loader("test_writer", str(FILE))
    spec = spec_from_loader("test_writer", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def recorded() -> list[dict[str, Any]]:
    """Return messages that `nox -s clients` saw real clients send; ROOT in them stands for the repo."""
    return [
        json.loads(line)
        for file in sorted(PAYLOADS.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


hook = load()


def say(**message: Any) -> tuple[int, str]:
    """Return what the hook answers to a message of the test-writer: the code and its sentence."""
    code, _, error = hook.answer(json.dumps({"agent_type": "test-writer", **message}), root=TREE)
    return code, error
