"""What stands in for a name that a side has not: it can be imported and inherited, no more."""

from __future__ import annotations

from abc import ABCMeta
from typing import Any, NoReturn


def missing(module: str, name: str) -> AttributeError:
    """Return the error of whoever uses the name."""
    return AttributeError(f"there is no {module}.{name}", name=f"{module}.{name}")


class Absent(ABCMeta):
    """The type of a class that is not there."""

    _absent: tuple[str, str]

    def __getattr__(cls, attribute: str) -> NoReturn:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        raise missing(*cls._absent)

    def __instancecheck__(cls: Any, instance: object) -> bool:
        if cls in type(instance).__mro__ or issubclass(cls, Exception):
            return cls in type(instance).__mro__
        raise missing(*cls._absent)


class Value:
    """A module, a constant or a function that is not there."""

    def __init__(self, module: str, name: str) -> None:
        self._absent = module, name

    def __getattr__(self, attribute: str) -> NoReturn:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        raise missing(*self._absent)

    def _used(self, *arguments: object, **named: object) -> NoReturn:
        raise missing(*self._absent)

    __call__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _used
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __add__ = __radd__ = _used
    __hash__ = object.__hash__


def stand_in(kind: str, module: str, name: str) -> Any:
    """Return something to import in the place of a name."""
    if kind not in ("class", "error", "contract"):
        return Value(module, name)
    members: dict[str, Any] = {"_absent": (module, name), "__module__": module}
    if kind == "contract":  # pytest collects no class that has a constructor
        return Absent(name, (), members)
    if kind == "class":
        members["__init__"] = _init
        members["__getattr__"] = _getattr
        members |= {"__eq__": _eq, "__hash__": object.__hash__}
    return Absent(name, (Exception,) if kind == "error" else (), members)


def _init(self: object, *arguments: object, **named: object) -> None:
    """Take anything: that it is not there is said when it is used."""


def _getattr(self: Any, attribute: str) -> NoReturn:
    if attribute.startswith("_"):
        raise AttributeError(attribute)
    raise missing(*type(self)._absent)


def _eq(self: Any, other: object) -> bool:
    if self is other:
        return True
    raise missing(*type(self)._absent)
