"""`script/bootstrap`, second half: everything the platform needs, then leaves."""

import time

from script.steps.engine import stop_own_engine
from script.steps.preparation import prepare_platform
from script.steps.progress import duration, end_with_sentence, say


def main() -> int:
    started = time.monotonic()
    try:
        prepare_platform()
    finally:
        stop_own_engine()
    say(f"Tout est prêt ({duration(time.monotonic() - started)}). « script/server » lance la plateforme.")
    return 0


if __name__ == "__main__":
    end_with_sentence(main)
