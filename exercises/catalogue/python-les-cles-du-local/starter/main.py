def cles_dehors(cahier):
    dehors = {}
    # À vous.
    return dehors


def combien_de_cles(cahier, nom):
    # À vous.
    return 0
