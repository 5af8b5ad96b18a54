"""The server runs with little power, and says where it answers."""


def instructions(text):
    """The instructions of a Dockerfile: (name, rest), continued lines joined."""
    joined, found = "", []
    for line in text.splitlines():
        if not joined and (not line.strip() or line.lstrip().startswith("#")):
            continue
        joined += line.strip()
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        name, _, rest = joined.partition(" ")
        found.append((name.upper(), rest.strip()))
        joined = ""
    return found


import json


def judge(seen, files):
    found = instructions(files["Dockerfile"])
    ends = [rank for rank, (name, _) in enumerate(found) if name == "CMD"]
    if not ends:
        return "Il manque CMD : l’image ne sait pas quoi lancer."
    users = [rest for name, rest in found[: ends[-1]] if name == "USER"]
    if not users or users[-1] not in ("node", "node:node", "1000", "1000:1000"):
        return "Le serveur tournerait avec le compte root, qui peut tout. Écrivez USER node avant CMD."
    last = max(rank for rank, (name, _) in enumerate(found) if name == "USER")
    if last < max((rank for rank, (name, rest) in enumerate(found) if name == "RUN" and "npm" in rest), default=-1):
        return "USER node vient après npm ci : l’installation écrit dans un dossier qui n’est pas à lui."
    if not any(name == "EXPOSE" and rest.split("/")[0] == "3000" for name, rest in found):
        return "Il manque EXPOSE 3000 : c’est le port où le serveur répond."
    try:
        command = json.loads(found[ends[-1]][1])
    except ValueError:
        return "CMD s’écrit avec des crochets : CMD [\"node\", \"serveur.js\"]. Sinon un shell se met entre les deux, et l’arrêt se passe mal."
    return None if command == ["node", "serveur.js"] else "CMD doit lancer node serveur.js."
