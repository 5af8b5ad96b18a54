def moyenne(releves):
    if not releves:
        return None
    return round(sum(releves) / len(releves), 1)


def jours_de_gel(releves):
    nombre = 0
    for releve in releves:
        if releve <= 0:
            nombre += 1
    return nombre
