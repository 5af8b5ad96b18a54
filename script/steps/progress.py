"""Tells the person at the keyboard what happens, how long it took, and why it stopped."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop(Exception):
    """Nothing more can be done without the person: one sentence that says what is wrong and what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


def duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s".replace(".", ",")
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print what begins, then how long it took. Only for work really done: the rest stays silent."""
    say(f"• {title}…")
    started = time.monotonic()
    yield
    say(f"  fait en {duration(time.monotonic() - started)}")


def leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def end_with_sentence(main: Callable[[], int]) -> None:
    """Run a command line and leave; a Stop becomes its sentence and exit code 1, Ctrl-C exit code 130."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 still reads
    # Asked to end, Python would vanish on the spot, and leave behind whatever `finally` was there for.
    signal.signal(signal.SIGTERM, leave)
    try:
        sys.exit(main())
    except Stop as reason:
        print(f"\nArrêt : {reason}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr, flush=True)
        sys.exit(130)
