from django.utils.translation import override

from client_projects.stages import SIGNED_STAGES, STAGES


def test_there_are_twelve_stages_numbered_in_order():
    assert [stage.number for stage in STAGES.values()] == list(range(1, 13))


def test_the_client_signs_what_engages_her():
    assert {
        "framing", "specification", "site_map", "wireframes", "mockups", "acceptance", "go_live", "handover",
    } == SIGNED_STAGES  # fmt: skip


def test_every_stage_speaks_french_to_the_client():
    for stage in STAGES.values():
        for text in filter(None, (stage.name, stage.sentence, stage.needed)):
            with override("en"):
                english = str(text)
            assert str(text) != english, stage.code
