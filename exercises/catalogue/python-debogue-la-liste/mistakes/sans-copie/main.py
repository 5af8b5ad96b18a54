def attente(nom, liste=None):
    if liste is None:
        liste = []
    if nom not in liste:
        liste.append(nom)
    return liste
