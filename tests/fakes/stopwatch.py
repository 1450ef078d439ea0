"""Clocks that stand still until a test moves them."""

from plumbline.plugin.timing import Stopwatch


class FakeStopwatch(Stopwatch):
    """Starts at the given seconds; `pass_time` moves it on."""

    def __init__(self, *, cpu: float = 0.0, children: float = 0.0, wall: float = 0.0) -> None:
        self._cpu = cpu
        self._children = children
        self._wall = wall

    def cpu(self) -> float:
        return self._cpu

    def children(self) -> float:
        return self._children

    def wall(self) -> float:
        return self._wall

    def pass_time(self, *, cpu: float = 0.0, children: float = 0.0, wall: float = 0.0) -> None:
        """Move the clocks on by these seconds; time never runs back."""
        if min(cpu, children, wall) < 0:
            message = "time never runs back"
            raise ValueError(message)
        self._cpu += cpu
        self._children += children
        self._wall += wall
