def nouvelle_voiture(nom):
    return {"nom": nom, "passagers": []}


def monter(voiture, personne, places):
    if len(voiture["passagers"]) > places:
        return False
    voiture["passagers"].append(personne)
    return True


def plus_long(trajets):
    return max(trajets, key=int)
