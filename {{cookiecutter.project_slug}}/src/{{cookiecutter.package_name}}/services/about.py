"""What to put at the head of a bug report."""

from datetime import UTC, datetime

from ..gateways.clock import Clock


def timestamp(moment: datetime) -> str:
    """Return a moment to the second, in UTC: 2026-01-31T09:05:00Z."""
    if moment.utcoffset() is None:
        message = f"{moment} has no time zone"
        raise ValueError(message)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def describe(clock: Clock, name: str, version: str) -> str:
    """Return one line that says which program this is and what time it has."""
    return f"{name} {version} at {timestamp(clock.now())}"
