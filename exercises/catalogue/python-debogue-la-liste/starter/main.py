def attente(nom, liste=[]):
    liste.append(nom)
    return liste
