def prix_final(prix, adherent):
    if adherent and prix > 0:
        return prix - 10
    return prix
