"""Warnings of plugins while they are configured do not end the run, where warnings are errors."""

from __future__ import annotations

import warnings
from typing import Any

import pytest


class Settling:
    """Its two hooks are the first and the last of all that configure."""

    def __init__(self) -> None:
        self._filter: Any = None

    def begin(self) -> None:
        """Let warnings be shown; what else is configured with an error's filter still has it."""
        warnings.simplefilter("default")
        self._filter = warnings.filters[0]

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        if self._filter in warnings.filters:
            warnings.filters.remove(self._filter)  # type: ignore[attr-defined]
            warnings.simplefilter("default", append=True)  # so that caches of it are let go
