import re


def part(text, title):
    found = re.search(rf"^## {title}[ \t]*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else None


def judge(seen, files):
    text = part(files.get("compte-rendu.md", ""), "Décisions")
    if text is None:
        return "Il manque la rubrique « ## Décisions »."
    lines = re.findall(r"^[-*] +(.+)$", text, re.MULTILINE)
    if any("texte" in line.lower() for line in lines):
        return "Les textes sont parmi les décisions, mais personne n'a tranché : c'est une question ouverte."
    for word, what in (("boutique", "la boutique"), ("formulaire", "le formulaire")):
        if not any(word in line.lower() for line in lines):
            return f"Une décision manque : ce qui a été dit sur {what}. Chaque décision commence par un tiret."
    boutique = next(line for line in lines if "boutique" in line.lower())
    if not re.search(r"\b(pas|aucune|sans|non|abandonn\w*|refus\w*|rejet\w*|écart\w*|renonc\w*|retir\w*|exclu\w*|plus tard)\b", boutique.lower()):
        return "La décision sur la boutique se lit à l'envers : le bureau n'en veut pas."
    return None
