import pytest

from tests.attacks.corpus import Attack, attacks
from tests.attacks.withstanding import WatchedSandbox, withstand

pytestmark = pytest.mark.docker


@pytest.mark.parametrize("attack", attacks(group="processes"), ids=lambda attack: attack.name)
def test_processes(attack: Attack, watched: WatchedSandbox) -> None:
    withstand(attack, watched)
