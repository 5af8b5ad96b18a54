"""A check is a command, and what it must answer."""

import re


def parts(text):
    """The parts of a Markdown page: {title in small letters: text}."""
    found, title, inside = {}, "", False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        if not inside and line.startswith("## "):
            title = line[3:].strip().lower()
            found[title] = ""
        elif title:
            found[title] += line + "\n"
    return found


def part(text, *words):
    """The part whose title has one of these words, or an empty text."""
    return next((body for title, body in parts(text).items() if any(word in title for word in words)), "")


def commands(body):
    """The lines between three backticks."""
    return [line.strip() for block in re.findall(r"(?ms)^```\w*\n(.*?)^```", body) for line in block.splitlines() if line.strip()]


def judge(seen, files):
    body = part(files["DEPLOIEMENT.md"], "vérifi")
    if not any("curl" in line and "/sante" in line for line in commands(body)):
        return "La partie « Vérifier » doit montrer, dans un bloc, curl sur l’adresse de santé : lisez serveur.js."
    if not any(re.search(r"curl.*:8080/sante", line) for line in commands(body)):
        return "De la machine, le site répond sur le port 8080 : compose.yaml le dit. Le port 3000 est dans le conteneur."
    outside = re.sub(r"(?ms)^```.*?^```", "", body)
    if "prêt" not in outside:
        return "Dites ce que la commande doit répondre : « prêt ». Sinon, on ne sait pas si c’est réussi."
    return None
