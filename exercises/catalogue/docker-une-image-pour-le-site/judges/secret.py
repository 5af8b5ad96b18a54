"""No secret is written into the image, and none is carried into it."""


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


import re


def judge(seen, files):
    for name, rest in instructions(files["Dockerfile"]):
        if name in ("ENV", "ARG") and re.search(r"(?i)(pass|secret|token|cle|mot_de_passe)\w*[= ]\S", rest):
            return f"« {name} {rest.split('=')[0]} » écrit un secret dans l’image : qui a l’image le lit. Il se donne au lancement."
        if name == "COPY" and ".env" in rest:
            return "COPY emporte .env dans l’image, avec ses mots de passe. Laissez-le dehors."
    lines = {line.strip().strip("/") for line in files["dockerignore"].splitlines()}
    for wanted in (".env", ".git", "node_modules"):
        if wanted not in lines and f"**/{wanted}" not in lines:
            return f"dockerignore ne laisse pas dehors {wanted} : COPY . . l’emporterait."
    return None
