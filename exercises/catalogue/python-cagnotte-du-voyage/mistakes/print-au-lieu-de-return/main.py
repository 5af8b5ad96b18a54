def total(dons):
    print(sum(dons))


def moyenne(dons):
    print(sum(dons) / len(dons))


def merci(nom, montant):
    print(f"Merci {nom} pour vos {montant} € !")
