from somme import somme


def test_additionne():
    assert somme(2, 3) == 5


def test_rien():
    assert somme(0, 0) == 0
