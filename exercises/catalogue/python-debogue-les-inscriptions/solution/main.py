def nettoyer(courriel):
    return courriel.strip().lower()


def sans_doublons(courriels):
    vus = []
    for courriel in courriels:
        propre = nettoyer(courriel)
        if propre not in vus:
            vus.append(propre)
    return vus


def par_voix(inscrits):
    compte = {}
    for inscrit in inscrits:
        voix = inscrit["voix"]
        compte[voix] = compte.get(voix, 0) + 1
    return compte


def numeros_tries(textes):
    return sorted(int(texte) for texte in textes)
