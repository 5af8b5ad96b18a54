"""The image begins with a release of node that will not change by itself."""


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
    bases = [rest.split(" ")[0] for name, rest in found if name == "FROM"]
    if not bases or found[0][0] not in ("FROM", "ARG"):
        return "La première instruction doit être FROM : elle dit de quelle image on part."
    base = bases[-1]
    name, _, tag = base.partition(":")
    if name not in ("node", "docker.io/node", "docker.io/library/node"):
        return f"On part de l’image officielle node ; ici : {base}."
    if not tag or tag == "latest" or not tag[0].isdigit():
        return f"« FROM {base} » ne nomme pas de version : l’image changerait sans prévenir. Écrivez par exemple node:22-slim."
    return None
