def cles_dehors(cahier):
    dehors = {}
    for nom, geste, cle in cahier:
        if geste == "prend":
            dehors[cle] = nom
        else:
            dehors.pop(cle, None)
    return dehors


def combien_de_cles(cahier, nom):
    return list(cles_dehors(cahier).values()).count(nom)
