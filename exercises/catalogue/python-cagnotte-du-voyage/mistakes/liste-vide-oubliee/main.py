def total(dons):
    return sum(dons)


def moyenne(dons):
    return total(dons) / len(dons)


def merci(nom, montant):
    return f"Merci {nom} pour vos {montant} € !"
