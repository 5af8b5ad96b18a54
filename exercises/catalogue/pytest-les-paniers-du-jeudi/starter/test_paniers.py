import pytest

from paniers import ajouter, prix, taille


def test_prix_d_un_panier():
    assert prix([{"prix": 2}, {"prix": 3}]) == 5


def test_un_panier_vide_ne_coute_rien():
    assert prix([]) == 0


def test_deux_commandes_ne_se_melangent_pas():
    assert ajouter("carottes") == ["carottes"]
    assert ajouter("blettes") == ["blettes"]


@pytest.mark.parametrize(
    ("nombre", "nom"), [(1, "petit"), (4, "petit"), (5, "moyen"), (8, "moyen"), (9, "grand")]
)
def test_taille(nombre, nom):
    assert taille(nombre) == nom
