def prix_final(prix, adherent):
    if adherent:
        remise = prix * 20 / 100
    else:
        remise = 0
    return prix - remise
