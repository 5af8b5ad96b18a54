def attente(nom, liste=None):
    noms = [] if liste is None else list(liste)
    if nom not in noms:
        noms.append(nom)
    return noms
