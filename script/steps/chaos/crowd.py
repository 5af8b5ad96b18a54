"""People who hand in while something is broken, and what they are told."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable

from script.steps.chaos.platform import Platform
from script.steps.chaos.records import READY_SECONDS, WAITING
from script.steps.progress import Stop
from script.steps.whole_path import Person

SETTLE_SECONDS = 150  # a lease of 30 s, the scheduler's pace, and a loaded machine
SECONDS_FOR_EACH = 3  # what a submission may take on a loaded machine, people waiting for each other
LOOKS_AGAIN_SECONDS = 1.5


class Crowd:
    """People who hand in and look at their page until it says how it went, again until enough was acknowledged."""

    def __init__(self, platform: Platform, wanted: int) -> None:
        self.platform, self.wanted = platform, wanted
        self.acknowledged: set[int] = set()
        self.answers: Counter[str] = Counter()
        self.untrue: set[str] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._deadline = time.monotonic() + SETTLE_SECONDS + wanted * SECONDS_FOR_EACH
        # The last person is kept for the poison.
        self._threads = [threading.Thread(target=self._work, args=(one,)) for one in platform.people[:-1]]
        self._threads.append(threading.Thread(target=self._look))

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def wants_more(self) -> bool:
        """Return whether not enough is acknowledged yet, and there is time for more."""
        return len(self.acknowledged) < self.wanted and time.monotonic() < self._deadline

    def wait(self) -> None:
        while self.wants_more():
            time.sleep(0.2)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person) -> None:
        while not self._over.is_set() and self.wants_more():
            number = self._told(person.check)
            if number is None:
                self._over.wait(0.7)
                continue
            self._count("taken")
            with self._lock:
                self.acknowledged.add(number)
            self._read(person, number)

    def _read(self, person: Person, number: int) -> None:
        """Look at the page until it says how it went, or all is over; what it says has to be what is stored."""
        said = None
        while said is None and not self._over.wait(LOOKS_AGAIN_SECONDS):
            said = self._told(lambda: person.read(number))
            said = None if said == "waiting" else said
        # All is over: the site itself may still be on its way back.
        deadline = time.monotonic() + READY_SECONDS
        while said is None and time.monotonic() < deadline:
            said = self._told(lambda: person.read(number))
            if said is None:
                time.sleep(LOOKS_AGAIN_SECONDS)
        stored = self.platform.records.state_of(number)
        if said != ("waiting" if stored in WAITING else stored):
            with self._lock:
                self.untrue.add(f"the page of {number} says {said or 'nothing'}, stored is {stored}")
        self._count(f"told {said or 'nothing'}")

    def _told[Answer](self, ask_for: Callable[[], Answer]) -> Answer | None:
        """Return what a page answers; None when it says no, or nobody is there."""
        try:
            return ask_for()
        except Stop as refusal:
            self._count(f"refused {str(refusal).partition('répond ')[2][:3] or 'otherwise'}")
        except (OSError, http.client.HTTPException):
            self._count("nobody there")
        return None

    def _look(self) -> None:
        while not self._over.wait(0.5):
            for address in ("/healthz", "/connexion/"):
                self._count(f"{address} {self.platform.ask(address)[0] or 'nobody there'}")

    def _count(self, what: str) -> None:
        with self._lock:
            self.answers[what] += 1
