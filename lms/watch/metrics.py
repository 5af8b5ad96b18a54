"""The figures in the text format of Prometheus. They name no person, no class and no work."""

import math
from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from exercises.languages import Language
from exercises.states import LanguageState
from lms.watch.readings import Readings

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
QUANTILES = (0.5, 0.95)


def as_text(readings: Readings) -> bytes:
    """Return the figures as Prometheus reads them. What nobody can say is left out, never told as nought."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(readings))
    return generate_latest(registry)


class _Told(Collector):
    """One moment, told once: a gauge each, because what is told is read anew every time."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings

    def collect(self) -> Iterator[Metric]:
        yield from _grading(self.readings)
        yield from _languages(self.readings)
        yield from _around(self.readings)


def _gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ecole_{name}", says, labels=labels)


def _plain(name: str, says: str, value: float) -> GaugeMetricFamily:
    family = _gauge(name, says)
    family.add_metric([], value)
    return family


def _grading(readings: Readings) -> Iterator[Metric]:
    waiting = _gauge("submissions_waiting", "Submissions without a verdict yet", "lane")
    oldest = _gauge("submissions_oldest_seconds", "Age of the oldest of them", "lane")
    for lane, found in readings.lanes.items():
        waiting.add_metric([lane.value], found.count)
        oldest.add_metric([lane.value], readings.oldest_seconds(lane))
    yield waiting
    yield oldest
    seconds = _gauge("step_seconds", "Live verdicts of the last hour, by step", "step", "quantile")
    for step, taken in (("queue", readings.steps.queue), ("grading", readings.steps.grading)):
        for share in QUANTILES:
            if (value := quantile(taken, share)) is not None:
                seconds.add_metric([step, str(share)], value)
    yield seconds
    verdicts = _gauge("verdicts", "Runs that ended, by outcome and by fault", "outcome", "fault", "over")
    for over, counts in (("hour", readings.last_hour), ("day", readings.last_day)):
        for (outcome, fault), count in sorted(counts.items()):
            verdicts.add_metric([outcome or "unknown", fault or "unknown", over], count)
    yield verdicts
    yield _plain("submissions_set_aside", "Submissions given up by our fault", readings.set_aside)


def _languages(readings: Readings) -> Iterator[Metric]:
    works = _gauge("language_works", "1 where known answers are judged rightly", "language")
    for row in readings.languages:
        works.add_metric([str(Language.of(row))], float(row.state == LanguageState.RIGHT))
    yield works
    yield _plain(
        "hosts_ill", "Grading hosts on which a language is down that works on others", len(readings.ill_hosts)
    )
    if readings.boxes is None:
        return
    yield _plain("hosts_with_boxes", "Grading hosts whose keeper of boxes speaks", readings.boxes.hosts)
    boxes = _gauge("boxes_waiting", "Boxes started before anybody clicks", "language")
    for language, count in sorted(readings.boxes.waiting.items()):
        boxes.add_metric([language], count)
    yield boxes
    yield _plain("engine_fails", "1 while no box can be started", float(readings.boxes.engine_fails))


def _around(readings: Readings) -> Iterator[Metric]:
    if readings.open_previews is not None:
        yield _plain("previews_open", "Sites made with PHP that run now", readings.open_previews)
    yield _plain("mails_unsent", "Mails that should have left", len(readings.unsent_mails))
    for name, seconds in (
        ("backup_made_age_seconds", readings.since_backup()),
        ("backup_proved_age_seconds", readings.since_backup(proved=True)),
    ):
        if seconds is not None:
            yield _plain(name, "Time since the last backup, or since the last that was proved", seconds)
    if readings.backups is not None:
        yield _plain(
            "backup_fails", "1 when the last thing that became of one is a failure", readings.backups.fails
        )
    if readings.looked_at is not None:
        since = (readings.at - readings.looked_at).total_seconds()
        yield _plain("looked_age_seconds", "Time since the scheduler last looked for troubles", since)
    if readings.disk is not None:
        yield _plain("data_free_bytes", "Room left where the data lies", readings.disk.free)
        yield _plain("data_total_bytes", "Room there is where the data lies", readings.disk.total)
    yield _plain("queue_answers", "1 while Valkey answers", float(readings.queue_answers))
    yield _plain(
        "database_seconds", "Time the database takes for the shortest answer", readings.database_seconds
    )


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below or at which `share` of `values` lie; None when there is none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else None
