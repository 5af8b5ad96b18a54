import pytest

from tests.attacks.corpus import Attack, attacks
from tests.attacks.withstanding import WatchedSandbox, withstand

pytestmark = pytest.mark.docker


@pytest.mark.parametrize("attack", attacks(group="output"), ids=lambda attack: attack.name)
def test_output(attack: Attack, watched: WatchedSandbox) -> None:
    withstand(attack, watched)
