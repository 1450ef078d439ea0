"""What every stopwatch must do."""

from plumbline.plugin.timing import Stopwatch


class StopwatchContract:
    """Needs a fixture `stopwatch`."""

    def test_no_clock_runs_back(self, stopwatch: Stopwatch) -> None:
        before = (stopwatch.cpu(), stopwatch.children(), stopwatch.wall())
        after = (stopwatch.cpu(), stopwatch.children(), stopwatch.wall())

        assert all(new >= old >= 0 for old, new in zip(before, after, strict=True))
