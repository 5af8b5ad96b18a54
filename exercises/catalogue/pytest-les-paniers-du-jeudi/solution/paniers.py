def prix(legumes):
    """Le prix d'un panier : la somme des prix de ses légumes."""
    total = 0
    for legume in legumes:
        total += legume["prix"]
    return total


def ajouter(legume, panier=None):
    """Rend le panier, avec un légume de plus."""
    if panier is None:
        panier = []
    panier.append(legume)
    return panier


def taille(nombre):
    """Le nom du panier : petit jusqu'à 4 légumes, moyen jusqu'à 8, grand au-delà."""
    if nombre <= 4:
        return "petit"
    if nombre <= 8:
        return "moyen"
    return "grand"
