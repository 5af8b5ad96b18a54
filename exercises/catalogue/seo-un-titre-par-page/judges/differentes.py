import re


def judge(seen, files):
    found = []
    for name in ("index.html", "ateliers.html", "venir.html"):
        tag = re.search(r"<meta[^>]*name=.?description[^>]*>", files.get(name, ""), re.IGNORECASE)
        text = re.search(r"content=([\"'])(.*?)\1", tag.group(0), re.DOTALL) if tag else None
        found.append(" ".join(text.group(2).split()).lower() if text else "")
    if len(set(found)) < len(found):
        return "Deux pages ont la même description. Dites, pour chacune, ce que l'on ne trouve que là."
    return None
