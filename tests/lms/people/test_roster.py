"""Class lists as spreadsheets write them, and what is said of each line."""

import pytest

from lms.people.roster import RosterUnreadable, as_text, checked, decoded, read_roster

LIST = "Prénom;Nom;Adresse e-mail\nNour;Clairval;nour@test.example\nZoé;;zoe@test.example\n"


def people(roster):
    return [(line.first_name, line.last_name, line.email) for line in roster.lines]


NOUR_AND_ZOE = [("Nour", "Clairval", "nour@test.example"), ("Zoé", "", "zoe@test.example")]


@pytest.mark.parametrize(
    "raw",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("cp1252"),
        LIST.encode("utf-16"),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace("\n", "\r").encode(),
        LIST.replace(";", ",").encode(),
        LIST.replace(";", "\t").encode(),
        LIST.partition("\n")[2].encode(),
        b"\n\n" + LIST.encode(),
        LIST.replace("Nour;", '"Nour" ;').encode(),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "crlf", "cr", "comma", "tab", "untitled", "blank", "quoted"],
)
def test_every_spreadsheets_way_of_writing_is_read(raw):
    roster = read_roster(decoded(raw))
    assert people(roster) == NOUR_AND_ZOE
    assert not roster.wrong


def test_columns_may_stand_in_any_order_among_others():
    roster = read_roster("N°,E-mail,NOM,Ville,Prénom\n1,NOUR@test.example,Clairval,Ici,Nour\n")
    assert people(roster) == NOUR_AND_ZOE[:1]


def test_two_cells_are_a_first_name_and_an_address():
    assert people(read_roster("Zoé,zoe@test.example")) == NOUR_AND_ZOE[1:]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";Clairval;a@test.example", "Le prénom manque."),
        ("Nour;Clairval;", "L’adresse e-mail manque."),
        ("Nour;Clairval", "n’est pas une adresse"),
        ("Nour;Clairval;nour@@test", "n’est pas une adresse"),
        ("nour@test.example;Clairval;Nour", "à la place d’un nom"),
        ("=HYPERLINK(1);Clairval;a@test.example", "Un nom ne commence pas par"),
        ("Nour;+33;a@test.example", "Un nom ne commence pas par"),
        ("Nour;@SUM(A1);a@test.example", "Un nom ne commence pas par"),
        ("N" * 81 + ";Clairval;a@test.example", "trop long"),
        ('"Nour;Clairval;a@test.example\nZoé;;zoe@test.example', "trop long"),
        ("Zoé;Encore;ZOE@test.example", "déjà à la ligne 1"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(line, problem):
    roster = read_roster(f"Zoé;;zoe@test.example\n{line}\n")
    assert len(roster.right) == 1
    assert any(problem.replace(" ", "") in _bare(said) for said in roster.wrong[0].problems)


def _bare(text):
    return "".join(text.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "vide"),
        (" \n;;\n", "vide"),
        ("Prénom;Nom;E-mail\n", "personne en dessous"),
        ("Nom;E-mail\nA;a@test.example", "Prénom"),
        ("Prénom;Nom\nA;B", "Adresse e-mail"),
        ("a,a@test.example\n" * 201, "200 lignes"),
    ],
)
def test_a_list_that_says_nothing_is_refused(text, said):
    with pytest.raises(RosterUnreadable, match=said):
        read_roster(text)


def test_who_is_here_or_invited_or_one_too_many_is_said():
    text = "\n".join(f"P{n},p{n}@test.example" for n in range(5))
    roster = checked(read_roster(text), accounts={"p0@test.example"}, invited={"p1@test.example"}, free=2)
    assert [line.number for line in roster.right] == [3, 4]
    assert [bool(line.problems) for line in roster.lines] == [True, True, False, False, True]
    assert "place" in roster.lines[4].problems[0]


def test_wrong_lines_come_back_as_they_were_written():
    roster = read_roster(LIST + 'Sans;"Clair;val";adresse\n')
    assert as_text(roster, roster.wrong) == 'Prénom;Nom;Adresse e-mail\nSans;"Clair;val";adresse\n'


def test_the_mail_is_read_from_its_own_column_and_not_from_the_house():
    roster = read_roster("Nom;Prénom;Adresse;Courriel\nPetit;Léa;3 rue des Lilas;lea@demo.example\n")
    (line,) = roster.lines
    assert (line.email, line.problems) == ("lea@demo.example", ())


def test_an_address_longer_than_the_database_takes_is_wrong():
    roster = read_roster(
        f"Prénom;Courriel\nLéa;{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 30}.example\n"
    )
    assert roster.lines[0].problems
