import re


def part(text, title):
    found = re.search(rf"^## {title}[ \t]*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else None


def judge(seen, files):
    text = part(files.get("compte-rendu.md", ""), "Présents")
    if text is None:
        return "Il manque la rubrique « ## Présents »."
    for name in ("Diallo", "Karim", "Lina", "Tom"):
        if name not in text:
            return f"{name} était là : qui n'a pas pu venir doit savoir à qui demander."
    return None
