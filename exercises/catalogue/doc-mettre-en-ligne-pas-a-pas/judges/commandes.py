"""What is to be typed can be copied."""

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
    text = files["DEPLOIEMENT.md"]
    body = part(text, "mettre")
    if len(re.findall(r"(?m)^\d+\. ", body)) < 2:
        return "Les étapes de la mise en ligne se numérotent : 1. puis 2. On sait alors où l’on en est."
    if not any(re.search(r"docker.compose.*\bup\b", line) for line in commands(body)):
        return "La partie « Mettre en ligne » doit montrer, dans un bloc, la commande docker compose up."
    back = commands(part(text, "revenir"))
    if not any("v1.3" in line for line in back):
        return "La partie « Revenir » doit montrer, dans un bloc, comment reprendre la version v1.3."
    if not any(re.search(r"docker.compose.*\bup\b", line) for line in back):
        return "Reprendre l’ancienne version ne suffit pas : il faut aussi la relancer, avec docker compose up."
    return None
