"""The corpus is whole: every row has its attacks, every language is pretended to, and no two folders are one."""

from collections import Counter

import pytest

from grader.runtimes import RUNTIMES
from tests.attacks.corpus import FORGERY, GROUPS, HERE, ROWS, attacks, every_attack, honest_exercise

WAYS = {"author", "box", "burst", "clock", "engine", "keeper", "preview", "site", "upload", "worker"}
EXPECTED = {
    "outcome", "fault", "passed", "says", "prints", "passes", "never_shows", "stored_at_most", "leaves_a_box",
    "refused", "shows", "status",
}  # fmt: skip
LEAST = 70
LEAST_FORGERIES = 5


def test_there_are_many() -> None:
    assert len(every_attack()) >= LEAST


def test_every_row_has_an_attack_and_every_attack_a_row() -> None:
    known = {(group, row) for group, rows in ROWS.items() for row in rows}
    tried = {(attack.group, attack.row) for attack in every_attack() if attack.group != FORGERY}

    assert tried == known


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=lambda runtime: runtime.name)
def test_every_language_is_pretended_to_in_several_ways(runtime) -> None:
    forgeries = [one for one in attacks(group=FORGERY) if honest_exercise(one.honest).runtime == runtime.name]

    assert len(forgeries) >= LEAST_FORGERIES
    # What passes is told in its folder, and only where passing proves nothing.
    passing = [forgery for forgery in forgeries if forgery.expect["passed"]]
    assert all(runtime.formative and "never evidence" in forgery.tries for forgery in passing)


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=lambda runtime: runtime.name)
def test_every_variant_has_an_honest_exercise(runtime) -> None:
    folders = [path.name for path in (HERE / "honest").iterdir()]
    variants = {
        runtime.variant(one.variant).name
        for one in map(honest_exercise, folders)
        if one.runtime == runtime.name
    }

    assert variants == {variant.name for variant in runtime.variants}


def test_no_attack_is_told_twice() -> None:
    told = Counter(attack.tries for attack in every_attack())

    assert [sentence for sentence, count in told.items() if count > 1] == []


def test_every_folder_is_made_in_a_known_way_in_a_known_group() -> None:
    for attack in every_attack():
        assert attack.way in WAYS, attack.folder
        assert attack.group in GROUPS, attack.folder
        assert set(attack.expect) <= EXPECTED, attack.folder


def test_no_folder_is_left_out() -> None:
    folders = {path for group in GROUPS for path in (HERE / group).iterdir()}

    assert folders == {attack.folder for attack in every_attack()}
