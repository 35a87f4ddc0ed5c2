"""Runs one prompt in a terminal so that a signal, whenever it comes, ends it: nothing is swallowed, no save is cut.

SIGINT, SIGTERM and SIGHUP end the questions, each with its own exit code. An exception raised in a signal handler can be
lost on its way through an event loop; so the handler only notes the signal, and the prompt ends itself.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from prompt_toolkit.application import Application, get_app_or_none


class Stopped(KeyboardInterrupt):
    """A signal, by its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


# Signals that have come and were not obeyed yet: an exception raised in a signal handler can be lost on its way.
_waiting: list[int] = []


def run(app: Application[Any]) -> Any:
    """What the prompt gives. A signal that came while the prompt was being made ends it as soon as it runs."""

    def look() -> None:
        if _waiting:
            _end(app, _waiting[-1])

    app.pre_run_callables.append(look)
    return app.run()


def _end(app: Application[Any], number: int) -> None:
    """End a running prompt with Stopped; one that is just starting, as soon as it can be ended."""
    if app.future is None and app.loop is not None and app.is_running:
        app.loop.call_soon(_end, app, number)
    elif app.future is not None and not app.future.done():
        app.exit(exception=Stopped(number))


class Stops:
    """SIGINT, SIGTERM and SIGHUP end the questions, each with its own exit code; never in the middle of a save."""

    def __init__(self) -> None:
        self.hold = False
        _waiting.clear()
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        self.old: dict[int, Any] = {number: signal.signal(number, self._stop) for number in numbers}

    def _stop(self, number: int, frame: FrameType | None) -> None:
        _waiting.append(number)
        app = get_app_or_none()
        if app is not None and app.is_running and app.loop is not None:
            # An exception raised here could end up in any of the event loop's callbacks: let the prompt itself end.
            app.loop.call_soon_threadsafe(_end, app, number)
        elif not self.hold:
            raise Stopped(number)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A signal that comes meanwhile counts afterwards."""
        self.hold = True
        yield
        self.hold = False
        if _waiting:
            raise Stopped(_waiting[-1])

    def give_back(self) -> None:
        """The handlers there were before."""
        for number, handler in self.old.items():
            signal.signal(number, handler)
