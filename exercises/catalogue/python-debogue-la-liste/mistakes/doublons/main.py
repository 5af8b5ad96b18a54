def attente(nom, liste=None):
    return [*(liste or []), nom]
