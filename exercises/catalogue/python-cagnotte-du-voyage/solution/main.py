def total(dons):
    return sum(dons)


def moyenne(dons):
    if len(dons) == 0:
        return 0
    return total(dons) / len(dons)


def merci(nom, montant):
    return f"Merci {nom} pour vos {montant} € !"
