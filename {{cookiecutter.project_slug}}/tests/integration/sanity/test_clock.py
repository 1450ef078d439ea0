from datetime import UTC, datetime, tzinfo

import pytest

from {{ cookiecutter.package_name }}.gateways import clock


class Noon(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Noon":
        return cls(2026, 1, 31, 12, tzinfo=tz)


def test_the_system_is_asked_for_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", Noon)

    assert clock.SystemClock().now() == datetime(2026, 1, 31, 12, tzinfo=UTC)
