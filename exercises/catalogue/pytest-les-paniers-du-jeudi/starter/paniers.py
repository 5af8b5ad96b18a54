def prix(legumes):
    """Le prix d'un panier : la somme des prix de ses légumes."""
    total = legumes[0]["prix"]
    for legume in legumes:
        total += legume["prix"]
    return total


def ajouter(legume, panier=[]):
    """Rend le panier, avec un légume de plus."""
    panier.append(legume)
    return panier


def taille(nombre):
    """Le nom du panier : petit jusqu'à 4 légumes, moyen jusqu'à 8, grand au-delà."""
    if nombre < 4:
        return "petit"
    if nombre < 8:
        return "moyen"
    return "grand"
