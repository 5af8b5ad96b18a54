# Renvoie la somme de tous les dons.
def total(dons):
    pass


# Renvoie le don moyen, ou 0 s’il n’y a pas de don.
def moyenne(dons):
    pass


# Renvoie le texte de la carte de remerciement.
def merci(nom, montant):
    pass
