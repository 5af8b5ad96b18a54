"""Packages first, code afterwards: a change of the code then installs nothing again."""


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


def judge(seen, files):
    found = instructions(files["Dockerfile"])
    place = {}
    for rank, (name, rest) in enumerate(found):
        if name == "WORKDIR" and rest.rstrip("/") == "/app":
            place.setdefault("dossier", rank)
        if name == "COPY" and "package.json" in rest or name == "COPY" and "package*.json" in rest:
            place.setdefault("liste", rank)
        if name == "RUN" and "npm ci" in rest:
            place.setdefault("paquets", rank)
            if "--omit=dev" not in rest:
                return "npm ci --omit=dev laisse dehors les outils de développement, qui ne servent pas en ligne."
        if name == "COPY" and rest.split(" ")[-2:][0] == "." and "--from" not in rest:
            place.setdefault("code", rank)
    if "dossier" not in place:
        return "Il manque WORKDIR /app : sans dossier de travail, les fichiers se mélangent à ceux du système."
    if "paquets" not in place:
        return "Il manque RUN npm ci --omit=dev : l’image n’aurait pas ses paquets."
    if "code" not in place:
        return "Il manque COPY . . : le code n’entre pas dans l’image."
    if "liste" not in place or place["liste"] > place["paquets"]:
        return "Copiez package.json et package-lock.json avant npm ci : il les lit."
    if place["code"] < place["paquets"]:
        return "COPY . . vient avant npm ci : au moindre changement du code, tout s’installe de nouveau. Copiez le code après."
    if place["dossier"] > place["liste"]:
        return "WORKDIR /app vient avant les copies : sinon elles tombent dans un autre dossier."
    return None
