"""A clock that stands still."""

from datetime import UTC, datetime

from {{ cookiecutter.package_name }}.gateways.clock import Clock


class FakeClock(Clock):
    """Always tells the moment it was given."""

    def __init__(self, moment: datetime) -> None:
        if moment.utcoffset() is None:
            message = f"{moment} has no time zone; the real clock's moments have one"
            raise ValueError(message)
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment
