"""People who hand in, each again as soon as her last work is judged."""

import contextlib
import threading
import time

import psycopg

from script.steps.in_hosts.setting import Setting
from script.steps.progress import Stop
from script.steps.whole_path import Person

_WAITING = "SELECT id FROM exercises_submission WHERE state IN ('queued', 'running')"


class Crowd:
    """People who hand in, each again as soon as her last work is judged."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.taken: set[int] = set()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._waiting: tuple[float, set[int]] = (0.0, set())  # when the rows were read, and what waited then
        self._threads = [threading.Thread(target=self._work, args=(one,)) for one in setting.people]
        self._threads.append(threading.Thread(target=self._look))

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, person: Person) -> None:
        while not self._over.is_set():
            number = None
            # A page that says that her last work still waits, and nothing more: she asks again.
            with contextlib.suppress(Stop, OSError):
                number = person.check()
                with self._lock:
                    self.taken.add(number)
            self._over.wait(0.1)
            if number is not None:
                self._wait_for(number)

    def _wait_for(self, number: int) -> None:
        """Return once it is judged. She asks the database, not the site, which has to serve those who hand in."""
        handed_in = time.monotonic()
        while not self._over.wait(0.1):
            read_at, waiting = self._waiting
            if read_at > handed_in and number not in waiting:
                return

    def _look(self) -> None:
        while not self._over.wait(0.2):
            began = time.monotonic()
            with contextlib.suppress(psycopg.Error):
                self._waiting = began, {number for (number,) in self.setting.ask(_WAITING)}
