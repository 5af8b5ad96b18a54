import re


def part(text, title):
    found = re.search(rf"^## {title}[ \t]*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else None


WANTED = {"Karim": "2027-03-10", "Diallo": "2027-03-12", "Lina": "2027-03-15"}


def judge(seen, files):
    text = part(files.get("compte-rendu.md", ""), "Actions")
    if text is None:
        return "Il manque la rubrique « ## Actions »."
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.strip().startswith("|")]
    rows = [row for row in rows if len(row) == 3 and row[0].lower() != "qui" and not set(row[0]) <= set("-: ")]
    for name, date in WANTED.items():
        mine = [row for row in rows if name in row[0]]
        if len(mine) != 1:
            return f"Il faut une action au nom de {name}, et une seule. « L'équipe » ou « on », ce n'est personne."
        who, what, when = mine[0]
        if len(what) < 12:
            return f"L'action de {name} est trop courte pour être comprise la semaine prochaine."
        if when != date:
            return f"L'action de {name} est attendue pour le {date}, en entier ; on lit « {when} »."
    if len(rows) != len(WANTED):
        return f"Trois actions ont été dites ; le tableau en a {len(rows)}."
    return None
