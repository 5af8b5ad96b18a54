import doubling
import pytest


@pytest.fixture
def numbers():
    return [1, 2]


def test_passes(numbers):
    assert doubling.double(numbers) == [2, 4]


@pytest.mark.parametrize("number", [1, 2])
def test_passes_with(number, tmp_path):
    assert doubling.double([number]) == [2 * number]


class TestFailing:
    def test_fails(self):
        assert doubling.double([1]) == [3], "as it must"

    def test_raises(self):
        with pytest.raises(TypeError):
            doubling.double(None)
        doubling.double(None)
