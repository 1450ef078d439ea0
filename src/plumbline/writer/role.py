"""The test-writer's role, as far as the package knows it; .agents/hooks holds it to the same."""

import re

WRITER = "test-writer"
HOOK = ".agents/hooks/test_writer.py"
TRAILER = "Test-Writer"  # of its commits
# Files below tests/ that are no tests: they decide what runs and how.
CONFIGURATION = re.compile(
    r"(^|/)(\.[^/]*|ruff\.toml|pyproject\.toml|pytest\.(ini|toml)|tox\.ini|setup\.cfg|noxfile\.py"
    r"|mypy\.ini|opencode\.json|pyrightconfig\.json|ty\.toml|uv\.toml|(site|user)customize\.py"
    r"|(AGENTS|CLAUDE|GEMINI|SKILL)(\.\w+)*\.md)(/|$)",
    re.IGNORECASE,
)
