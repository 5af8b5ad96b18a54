from script.steps.stamps import Stamp, digest_of


def test_digest_does_not_depend_on_the_order(tmp_path):
    first, second = tmp_path / "a.css", tmp_path / "b.css"
    first.write_text("a")
    second.write_text("b")

    assert digest_of([first, second]) == digest_of([second, first])


def test_digest_changes_with_content_and_with_names(tmp_path):
    source = tmp_path / "a.css"
    source.write_text("a")
    before = digest_of([source])
    renamed = source.rename(tmp_path / "b.css")
    after_renaming = digest_of([renamed])
    renamed.write_text("b")

    assert len({before, after_renaming, digest_of([renamed])}) == 3


def test_stamp_matches_only_what_was_written(tmp_path):
    stamp = Stamp("assets", tmp_path / "run")
    assert not stamp.matches("abc")

    stamp.write("abc")

    assert stamp.matches("abc")
    assert not stamp.matches("abd")
