"""The time."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime


class Clock(ABC):
    """Tells the time."""

    @abstractmethod
    def now(self) -> datetime:
        """Return the current time, in UTC."""


class SystemClock(Clock):
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)
