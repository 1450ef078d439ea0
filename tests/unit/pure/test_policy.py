"""Which errors are the guard's."""

import pytest
from plumbline.guard.policy import Forbidden, ForbiddenInThread, is_forbidden


def raised(error: BaseException, *, of: BaseException | None = None, while_: BaseException) -> None:
    """Raise an error while another is handled, for a reason or by accident."""
    try:
        raise while_
    except BaseException:
        raise error from of


def caught(error: BaseException, *, of: BaseException | None = None, while_: BaseException) -> None:
    with pytest.raises(type(error)):
        raised(error, of=of, while_=while_)


@pytest.mark.parametrize("error", [Forbidden("x"), ForbiddenInThread("x")])
def test_an_error_of_the_guard_is_known_through_all_that_came_of_it(error: BaseException) -> None:
    by_accident, for_a_reason = KeyError("x"), KeyError("x")
    caught(by_accident, while_=error)
    caught(for_a_reason, of=error, while_=OSError("x"))
    among_others = BaseExceptionGroup("x", [OSError("x"), BaseExceptionGroup("y", [by_accident])])

    assert all(map(is_forbidden, (error, by_accident, for_a_reason, among_others)))


def test_an_error_of_a_test_is_not_the_guards() -> None:
    plain = KeyError("x")
    caught(plain, while_=OSError("x"))
    others = BaseExceptionGroup("x", [OSError("x"), plain])

    assert not any(map(is_forbidden, (None, plain, others, SystemExit(1))))


def test_no_test_catches_the_guards_error_by_accident() -> None:
    assert not isinstance(Forbidden("x"), Exception)
    assert not isinstance(ForbiddenInThread("x"), Exception)
