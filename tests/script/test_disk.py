import shutil
from types import SimpleNamespace

import pytest

from script.steps.disk import MEGABYTE, require_space
from script.steps.progress import Stop


def free_space(monkeypatch, megabytes):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=megabytes * MEGABYTE))


def test_enough_space_says_nothing(monkeypatch, tmp_path):
    free_space(monkeypatch, 300)

    require_space(tmp_path, needed=200 * MEGABYTE, purpose="pour fonctionner")


def test_nearly_full_disk_stops_with_the_missing_amount(monkeypatch, tmp_path):
    free_space(monkeypatch, 150)

    with pytest.raises(Stop, match=r"il reste 150 Mo .* il en faut 200 pour fonctionner ; libérez"):
        require_space(tmp_path, needed=200 * MEGABYTE, purpose="pour fonctionner")


def test_folder_that_does_not_exist_yet_is_measured_where_it_will_lie(tmp_path):
    require_space(tmp_path / "not" / "yet", needed=1, purpose="pour fonctionner")
