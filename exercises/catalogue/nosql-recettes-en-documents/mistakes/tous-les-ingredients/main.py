def en_documents(recettes, ingredients):
    documents = []
    for numero, nom, personnes in recettes:
        siens = [{"nom": n, "grammes": g} for recette, n, g in ingredients]
        documents.append({"nom": nom, "personnes": personnes, "ingredients": siens})
    return documents


def total_grammes(documents, nom):
    return sum(
        ingredient["grammes"]
        for document in documents
        for ingredient in document.get("ingredients", [])
        if ingredient["nom"] == nom
    )


def sans(documents, nom):
    connus = [document for document in documents if "ingredients" in document]
    return sorted(
        document["nom"]
        for document in connus
        if all(ingredient["nom"] != nom for ingredient in document["ingredients"])
    )
