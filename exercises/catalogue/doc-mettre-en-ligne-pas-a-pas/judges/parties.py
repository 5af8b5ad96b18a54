"""The guide has a title, and the six parts that somebody alone in front of a server looks for."""

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
    if not re.match(r"\s*# \S", text):
        return "Le guide commence par un titre : « # », une espace, le nom de ce que l’on met en ligne."
    for word, shown in (("avant", "Avant"), ("réglage", "Réglages"), ("mettre", "Mettre en ligne"), ("vérifi", "Vérifier"), ("revenir", "Revenir"), ("sauvegard", "Sauvegarder")):
        body = part(text, word)
        if not body:
            return f"Il manque la partie « ## {shown} »."
        if len(re.findall(r"\w+", body)) < 5:
            return f"La partie « {shown} » est presque vide : que doit y lire une personne qui ne connaît pas le site ?"
    if "8080" not in part(text, "avant"):
        return "La partie « Avant » doit dire quel port de la machine est pris : lisez compose.yaml."
    return None
