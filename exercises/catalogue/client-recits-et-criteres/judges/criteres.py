import re

FORM = re.compile(r"^[-*] +étant donnée?s? (.{4,}),? +quand (.{4,}),? +alors (.{4,})", re.IGNORECASE)
WRONG = re.compile(r"inconnu|complet|complète|fermé|fermeture|refus|erreur|manqu|pas |aucun|déjà|impossible|échou|vide|faux|fausse|trop|absent|oubli|annul|ne sait plus|sans |hors |interdit|expir|introuvable|exist|indisponible|occup|retard|incorrect|invalide|perdu|cass|nulle part", re.IGNORECASE)


def plain(text):
    # Words in bold are the same words.
    return re.sub(r"[*_]{2}", "", text)


def judge(seen, files):
    for one in re.split(r"^## +", plain(files.get("recits.md", "")), flags=re.MULTILINE)[1:]:
        title = one.splitlines()[0].strip()
        good = [line for line in one.splitlines() if FORM.match(line.strip())]
        if len(good) < 2:
            return f"« {title} » : il faut deux critères, chacun sur une ligne : - Étant donné …, quand …, alors …"
        if not any(WRONG.search(line) for line in good):
            return f"« {title} » : tous les critères racontent un jour où tout va bien. Que se passe-t-il sinon ?"
    return None
