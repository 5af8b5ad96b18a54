"""Which pictures the guides show: one table, so that a screen that is gone is noticed without a browser."""

from dataclasses import dataclass

from script.steps.places import ROOT

GUIDES = ROOT / "docs" / "guides"
PICTURES = GUIDES / "pictures"
COURSE = "/cours/ecole-du-web/"
PROJECT = "/projets/refonte-du-site-des-jardins-de-la-brume/"


@dataclass(frozen=True)
class Picture:
    """One screen of the demo school as one role sees it.

    Args:
        guide: whose guide shows it, and who is signed in: a role.
        name: the file, without the role it begins with.
        screen: the name of the screen's address.
        way: where to begin; then, after each `>`, the first link of the page whose address contains what follows.
        press: a button to press once there, by its words.
        until: what has to be on the page before the picture is taken, as a selector.
        part: the selector of what is to be seen at the top; the page's own top otherwise.
        on_phone: as small as a phone.
    """

    guide: str
    name: str
    screen: str
    way: str
    press: str = ""
    until: str = "main"
    part: str = ""
    on_phone: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.guide}-{self.name}.webp"


PICTURES_OF_GUIDES = (
    Picture("apprentice", "today", "home", "/"),
    Picture("apprentice", "path", "my_path", "/mon-parcours/"),
    Picture("apprentice", "lesson", "wagtail_serve", f"{COURSE}html-ecrire-une-page/votre-premiere-page/"),
    Picture(
        "apprentice",
        "verdict",
        "exercise",
        "/exercices/html-carte-de-visite/",
        press="Vérifier",
        until=".report--failed .report__head, .report--passed .report__head",
    ),
    Picture("apprentice", "competences", "my_competences", "/mes-competences/"),
    Picture("apprentice", "attendance", "my_attendance", "/ma-presence/", on_phone=True),
    Picture("apprentice", "board", "board", f"{PROJECT}tableau/"),
    Picture("apprentice", "comfort", "comfort", "/confort/"),
    Picture("trainer", "class", "home", "/"),
    Picture("trainer", "review", "review", "/>/relire/"),
    Picture("trainer", "apprentice", "apprentice_file", "/>/apprentis/"),
    Picture("trainer", "grid", "class_grid", "/>/grille/"),
    Picture("trainer", "calendar", "cohort_calendar", "/>/calendrier/"),
    Picture("trainer", "validations", "class_validations", "/>/validations/"),
    Picture("trainer", "project", "client_project", PROJECT),
    Picture("client", "project", "client_project", PROJECT),
    Picture("client", "decision", "version_decision", f"{PROJECT}>/a-decider/"),
    Picture("client", "remarks", "remarks", f"{PROJECT}remarques/"),
    Picture("client", "contents", "content_list", f"{PROJECT}contenus/"),
    Picture("client", "acceptance", "acceptance", f"{PROJECT}recette/"),
    Picture("coordinator", "schools", "home", "/"),
    Picture("coordinator", "cohort", "cohort", "/>/promotions/1"),
    Picture("coordinator", "invitations", "invitations", "/invitations/"),
    Picture("coordinator", "accounts", "accounts", "/comptes/"),
    Picture("coordinator", "exams", "exam_sessions", "/examens/"),
    Picture("coordinator", "history", "history", "/journal/"),
    Picture("adviser", "apprentices", "home", "/"),
    Picture("adviser", "apprentice", "apprentice_file", "/>/apprentis/"),
    Picture("adviser", "note", "write_note", "/>/apprentis/>/noter/"),
)
