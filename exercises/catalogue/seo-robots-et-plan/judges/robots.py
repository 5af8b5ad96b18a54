from urllib.robotparser import RobotFileParser

SITE = "https://ressourcerie.exemple"


def judge(seen, files):
    rules = RobotFileParser()
    rules.parse(files.get("robots.txt", "").splitlines())
    for page in ("/", "/ateliers.html", "/donner.html"):
        if not rules.can_fetch("Robot", SITE + page):
            return f"Un robot n'a plus le droit de lire {page} : Disallow ferme tout ce qui commence ainsi."
    if rules.can_fetch("Robot", SITE + "/essais/page.html"):
        return "Un robot peut encore lire /essais/. Il faut User-agent: *, puis Disallow: /essais/ sur la ligne d'après."
    if SITE + "/sitemap.xml" not in (rules.site_maps() or []):
        return "robots.txt ne dit pas où est le plan : Sitemap: suivi de l'adresse entière, https compris."
    return None
