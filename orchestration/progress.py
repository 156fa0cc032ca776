"""How far a run has come, told to whoever listens in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Called with the step ("read", "extract", "build", "publish"), the pieces done and, where
#: known, the pieces in all. dbt calls it from its own threads.
Listener = Callable[[str, int, int | None], None]

_listeners: list[Listener] = []


def report(step: str, done: int, total: int | None = None) -> None:
    """Tell every listener how many pieces of `step` are done, and of how many if that is known."""
    for listener in _listeners:
        listener(step, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` called for as long as the block lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
