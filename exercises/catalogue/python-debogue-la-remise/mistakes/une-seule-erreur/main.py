def prix_final(prix, adherent):
    if adherent:
        remise = 20
    else:
        remise = 0
    return prix - remise
