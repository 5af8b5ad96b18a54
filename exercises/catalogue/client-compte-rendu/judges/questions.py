import re


def part(text, title):
    found = re.search(rf"^## {title}[ \t]*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else None


def judge(seen, files):
    text = part(files.get("compte-rendu.md", ""), "Questions ouvertes")
    if text is None:
        return "Il manque la rubrique « ## Questions ouvertes »."
    lines = re.findall(r"^[-*] +(.+)$", text, re.MULTILINE)
    if not any("texte" in line.lower() and line.rstrip().endswith("?") for line in lines):
        return "Une question est restée ouverte : celle des textes. Écrivez-la avec son point d'interrogation."
    return None
