import re

FORM = re.compile(r"En tant qu(?:e |[’'])(.+?),?\s+je veux (.+?),?\s+afin (?:de |d[’']|que |qu[’'])(.+?)\.", re.IGNORECASE | re.DOTALL)
SOLUTION = re.compile(r"\b(bouton|page|appli\w*|menu|formulaire|base de données|site|onglet|clique\w*)\b", re.IGNORECASE)


def plain(text):
    # Words in bold are the same words.
    return re.sub(r"[*_]{2}", "", text)


def judge(seen, files):
    parts = re.split(r"^## +", plain(files.get("recits.md", "")), flags=re.MULTILINE)[1:]
    if len(parts) != 3:
        return f"Trois récits sont attendus, chacun avec un titre ## ; on en trouve {len(parts)}."
    for one in parts:
        title = one.splitlines()[0].strip()
        found = FORM.search(one)
        if not found:
            return f"« {title} » : la phrase doit dire En tant que …, je veux …, afin de …, et finir par un point. Sans la raison, on ne sait pas quoi choisir."
        who, what, why = (text.strip() for text in found.groups())
        if min(len(who), len(what), len(why)) < 5 or "…" in who + what + why:
            return f"« {title} » : il reste des points de suspension, ou une partie trop courte."
        word = SOLUTION.search(what)
        if word:
            return f"« {title} » : « {word.group(1)} » est une solution. Que veut pouvoir faire la personne ?"
    return None
