from lms.people import roles


def test_every_role_says_what_it_sees_and_may():
    for role in roles.ROLES.values():
        assert str(role.name)
        assert str(role.sees)
        assert role.may


def test_roles_are_named_in_french():
    names = [str(role.name) for role in roles.ROLES.values()]
    assert names == [
        "Apprenti·e",
        "Formateur·rice",
        "Coordination",
        "Accompagnement",
        "Client",
        "Membre de jury",
    ]
