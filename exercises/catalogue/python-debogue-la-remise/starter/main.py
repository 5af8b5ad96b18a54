def prix_final(prix, adherent):
    if not adherent:
        remise = 20
    else:
        remise = 0
    return prix - remise
