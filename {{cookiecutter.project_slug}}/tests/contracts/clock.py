"""What every clock must do."""

from datetime import timedelta

from {{ cookiecutter.package_name }}.gateways.clock import Clock


class ClockContract:
    """Needs a fixture `clock`."""

    def test_the_time_is_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)
