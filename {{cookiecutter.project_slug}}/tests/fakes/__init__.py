"""In-memory stand-ins for the gateways, and a context that is made of them."""

from datetime import UTC, datetime

from {{ cookiecutter.package_name }}.context import Context

{% if cookiecutter.example %}
from tests.fakes.changelog import FakeChangelog
{% endif %}
from tests.fakes.clock import FakeClock
{% if cookiecutter.example %}
from tests.fakes.git import FakeGit
{% endif %}

NOW = datetime(2026, 1, 31, 9, 5, tzinfo=UTC)


def fake_context() -> Context:
    """Return a context of fakes that hold nothing; `dataclasses.replace` puts in what a test is about."""
    return Context(
        clock=FakeClock(NOW),
{% if cookiecutter.example %}
        changelog=FakeChangelog(),
        git=FakeGit(),
{% endif %}
    )
