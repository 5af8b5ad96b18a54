def total(depenses):
    somme = 0
    for depense in depenses:
        somme += depense["montant"]
    return somme


def parts(montant, noms):
    part = montant // len(noms)
    surplus = montant % len(noms)
    return {nom: part + (1 if rang < surplus else 0) for rang, nom in enumerate(noms)}


def restants(dettes):
    for nom, reste in list(dettes):
        if reste == 0:
            dettes.remove((nom, reste))
    return [nom for nom, reste in dettes]
