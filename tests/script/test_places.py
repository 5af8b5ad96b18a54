from pathlib import Path

from script.steps.places import LONGEST_SOCKET_PATH, platform_owner, socket_path


def test_socket_lies_beside_the_data_when_the_path_is_short():
    assert socket_path(Path("/srv/ecole/run"), "valkey.sock") == Path("/srv/ecole/run/valkey.sock")


def test_socket_moves_to_a_short_folder_when_the_data_lies_deep():
    deep = Path("/srv") / ("très-profond/" * 9) / "run"

    moved = socket_path(deep, "valkey.sock")

    assert moved.name == "valkey.sock"
    assert len(bytes(moved)) <= LONGEST_SOCKET_PATH
    assert not moved.is_relative_to(deep)


def test_two_deep_folders_get_two_sockets():
    first, second = (Path("/srv") / ("x" * 120) / name for name in ("one", "two"))

    assert socket_path(first, "valkey.sock") != socket_path(second, "valkey.sock")


def test_two_copies_of_the_platform_sign_their_containers_differently():
    assert platform_owner(Path("/srv/one")) != platform_owner(Path("/srv/two"))
    assert platform_owner(Path("/srv/one")) == platform_owner(Path("/srv/one"))
