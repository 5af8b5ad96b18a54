def en_documents(recettes, ingredients):
    return []


def total_grammes(documents, nom):
    return 0


def sans(documents, nom):
    return []
