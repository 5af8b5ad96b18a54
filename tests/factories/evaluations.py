"""The booklet of one candidate, written step by step."""

from django.utils import timezone

from lms.evaluations import actions
from lms.evaluations.actions import Place
from lms.evaluations.models import Sheet, SheetKind
from lms.evaluations.queries import booklet_state, fingerprint_of_sheet, fingerprint_of_synthesis


class Story:
    """Writes and signs the booklet of one candidate, step by step."""

    def __init__(self, enrolment, version, trainer, now):
        self.enrolment, self.version, self.trainer, self.now = enrolment, version, trainer, now
        self.blocks = list(version.blocks.all())

    def place(self, block=0, kind=SheetKind.MAIN):
        return Place(self.enrolment, self.version, self.blocks[block], kind)

    def row(self, block=0, kind=SheetKind.MAIN, **changes):
        said = {
            "place": self.place(block, kind),
            "description": "Intégrer une maquette",
            "held_on": timezone.localdate(self.now),
            "competences": self.blocks[block].competences.all(),
            "by": self.trainer,
            "now": self.now,
        }
        return actions.add_row(**{**said, **changes})

    def result(self, block=0, kind=SheetKind.MAIN, result="satisfied", **changes):
        said = {
            "place": self.place(block, kind),
            "result": result,
            "attention_points": "",
            "to_reassess": [],
            "observations": "",
            "by": self.trainer,
            "now": self.now,
        }
        return actions.write_result(**{**said, **changes})

    def fail(self, block=0, kind=SheetKind.MAIN):
        competence = self.blocks[block].competences.first()
        said = {"attention_points": "Le clavier", "to_reassess": [competence]}
        return self.result(block, kind, result="not_satisfied", **said)

    def sheet(self, block=0, kind=SheetKind.MAIN):
        return Sheet.objects.get(booklet__enrolment=self.enrolment, block=self.blocks[block], kind=kind)

    def sign(self, block=0, kind=SheetKind.MAIN, by=None):
        sheet = self.sheet(block, kind)
        seen = fingerprint_of_sheet(sheet)
        return actions.sign_sheet(sheet=sheet, seen_hash=seen, by=by or self.trainer, now=self.now)

    def whole(self, block=0, kind=SheetKind.MAIN, passed=True):
        self.row(block, kind)
        if passed:
            self.result(block, kind)
        else:
            self.fail(block, kind)
        return self.sign(block, kind)

    def synthesis(self, by=None):
        return actions.sign_synthesis(
            enrolment=self.enrolment,
            version=self.version,
            observations="",
            seen_hash=fingerprint_of_synthesis(self.state()),
            by=by or self.trainer,
            now=self.now,
        )

    def countersign(self, by):
        return actions.countersign(
            enrolment=self.enrolment,
            version=self.version,
            seen_hash=fingerprint_of_synthesis(self.state()),
            by=by,
            now=self.now,
        )

    def state(self):
        return booklet_state(self.enrolment, self.version)
