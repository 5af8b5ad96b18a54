import xml.etree.ElementTree as tree

SITE = "https://ressourcerie.exemple/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DATES = {SITE: "2027-05-03", SITE + "ateliers.html": "2027-04-12", SITE + "donner.html": "2027-02-28"}


def judge(seen, files):
    try:
        plan = tree.fromstring(files.get("sitemap.xml", "").strip())
    except tree.ParseError as fault:
        return f"sitemap.xml ne se lit pas, ligne {fault.position[0]} : un élément n'est pas fermé, ou pas dans l'ordre."
    if plan.tag != SPACE + "urlset":
        return "Gardez l'élément urlset et son attribut xmlns : c'est lui qui dit de quel vocabulaire il s'agit."
    found = {}
    for page in plan.findall(SPACE + "url"):
        place = (page.findtext(SPACE + "loc") or "").strip()
        if not place.startswith("https://"):
            return f"L'adresse « {place} » n'est pas entière : écrivez https:// et le nom du site."
        found[place] = (page.findtext(SPACE + "lastmod") or "").strip()
    for place in DATES:
        if place not in found:
            return f"Il manque {place} dans le plan."
    for place in found:
        if place not in DATES:
            return f"{place} ne doit pas être dans le plan : personne ne la cherche, ou elle n'est pas publique."
    for place, date in DATES.items():
        if found[place] != date:
            return f"Pour {place}, lastmod devrait être {date}, l'année d'abord ; on lit « {found[place]} »."
    return None
