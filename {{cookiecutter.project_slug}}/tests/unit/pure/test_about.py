from datetime import UTC, datetime, timedelta, timezone

import pytest

from {{ cookiecutter.package_name }}.services import about


def test_a_timestamp_is_in_utc_to_the_second() -> None:
    moment = datetime(2026, 1, 31, 1, 5, 7, 999_999, tzinfo=timezone(timedelta(hours=2)))

    assert about.timestamp(moment) == "2026-01-30T23:05:07Z"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 1, 31, 9, 5, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="has no time zone"):
        about.timestamp(naive)
