"""What every linter must do."""

import pytest

from plumbline.checks.bans import Linter
from plumbline.table import LevelsError


class LinterContract:
    """Needs fixtures `linter`, which bans `import socket` in `inner`, and `broken_linter`."""

    def test_banned_lines_are_found(self, linter: Linter) -> None:
        assert linter.banned_lines("inner/x.py", "import re\nimport socket\n") == {2}

    def test_elsewhere_they_are_not(self, linter: Linter) -> None:
        assert linter.banned_lines("outer/x.py", "import re\nimport socket\n") == set()

    def test_what_cannot_be_judged_is_an_error(self, broken_linter: Linter) -> None:
        with pytest.raises(LevelsError, match=r"^inner/x\.py: "):
            broken_linter.banned_lines("inner/x.py", "import re\n")
