def moyenne(releves):
    pass


def jours_de_gel(releves):
    pass
