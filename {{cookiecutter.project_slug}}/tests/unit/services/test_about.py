from datetime import UTC, datetime

from {{ cookiecutter.package_name }}.services import about

from tests.fakes.clock import FakeClock


def test_the_line_names_program_version_and_time() -> None:
    clock = FakeClock(datetime(2026, 1, 31, 9, 5, tzinfo=UTC))

    assert about.describe(clock, "tool", "1.2.3") == "tool 1.2.3 at 2026-01-31T09:05:00Z"
