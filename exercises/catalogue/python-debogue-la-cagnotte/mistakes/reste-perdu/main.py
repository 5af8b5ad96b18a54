def total(depenses):
    somme = 0
    for depense in depenses:
        somme += depense["montant"]
    return somme


def parts(montant, noms):
    part = montant // len(noms)
    surplus = montant % len(noms)
    return {nom: part for rang, nom in enumerate(noms)}


def restants(dettes):
    return [nom for nom, reste in dettes if reste != 0]
