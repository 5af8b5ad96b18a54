"""What somebody does to somebody else's things leaves a line of history; what does not is named here, with why."""

import ast
from pathlib import Path

from django.conf import settings

WRITERS = {"record_event", "record_reading"}
OWN_WORDS = "a row of its own keeps who wrote it, and when"
OWN_DRAFT = "her own, and nobody else has read it yet"
LATER = "nothing has changed for anybody yet: what follows from it leaves the line"
OWN_EXAM = "a rehearsal of her own, which counts for nothing"

WITHOUT_A_LINE = {
    **dict.fromkeys(
        (
            "client_projects.comment_ticket",
            "client_projects.solve_team_remark",
            "client_projects.write_note",
            "client_projects.write_team_remark",
            "exercises.begin_regrading",
            "exercises.cancel_regrading",
            "exercises.save_revision",
            "lms.about.report_barrier",
            "lms.dossiers.comment",
            "lms.placements.comment_journal",
            "lms.placements.write_journal",
        ),
        OWN_WORDS,
    ),
    **dict.fromkeys(
        (
            "exercises.change_comment",
            "exercises.change_saved_comment",
            "exercises.delete_saved_comment",
            "exercises.discard_comment",
            "exercises.hold_submission",
            "exercises.keep_typed",
            "exercises.save_comment",
            "lms.dossiers.add_diploma",
            "lms.dossiers.add_example",
            "lms.dossiers.choose_evidence",
            "lms.dossiers.remove_diploma",
            "lms.dossiers.write_example",
        ),
        OWN_DRAFT,
    ),
    **dict.fromkeys(("exercises.ask_for_proof", "exercises.keep_revision", "exercises.try_revision"), LATER),
    **dict.fromkeys(
        ("lms.juries.begin_mock", "lms.juries.hand_in_mock", "lms.juries.save_mock_answers"), OWN_EXAM
    ),
}


def _functions() -> dict[str, ast.FunctionDef]:
    """Return every function of the modules of actions, by its package and name."""
    found = {}
    root: Path = settings.BASE_DIR
    for package in ("lms", "curriculum", "exercises", "client_projects"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "actions" in parts:
                owner = ".".join(parts[: parts.index("actions")])
                for one in ast.parse(path.read_text(encoding="utf-8")).body:
                    if isinstance(one, ast.FunctionDef):
                        found[f"{owner}.{one.name}"] = one
    return found


FUNCTIONS = _functions()
BY_NAME = {name.rpartition(".")[2]: name for name in FUNCTIONS}


def _called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}


def leaves_a_line(name: str, asked: frozenset[str] = frozenset()) -> bool:
    """Say whether a function writes history, itself or by an action that it calls."""
    called = _called(FUNCTIONS[name])
    further = {BY_NAME[one] for one in called if one in BY_NAME} - asked - {name}
    return bool(called & WRITERS) or any(leaves_a_line(one, asked | {name}) for one in further)


def acts() -> set[str]:
    """Return the actions that somebody does: public, and told by whom."""
    return {
        name
        for name, function in FUNCTIONS.items()
        if not function.name.startswith("_") and any(one.arg == "by" for one in function.args.kwonlyargs)
    }


def test_every_act_leaves_a_line_or_is_named_with_a_reason():
    assert len(acts()) > 150
    silent = {name for name in acts() if not leaves_a_line(name)}
    assert silent == set(WITHOUT_A_LINE)
    assert all(WITHOUT_A_LINE.values())


def test_what_touches_accounts_rights_and_titles_always_leaves_one():
    for name in (
        "lms.people.invite",
        "lms.people.reset_second_factor",
        "lms.people.begin_acting",
        "lms.people.substitute",
        "lms.people.record_exit",
        "lms.records.validate",
        "lms.records.revoke",
        "lms.evaluations.sign_sheet",
        "lms.juries.note_outcome",
        "lms.juries.revoke_certificate",
        "lms.attendance.mark",
        "lms.privacy.answer_request",
        "client_projects.share_version",
    ):
        assert leaves_a_line(name), name
