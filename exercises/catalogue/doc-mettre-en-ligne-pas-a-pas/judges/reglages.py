"""Every setting that the program reads is explained."""

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
    body = part(files["DEPLOIEMENT.md"], "réglage")
    for name in re.findall(r"(?m)^([A-Z_]+)=", files["env.exemple"]):
        line = next((one for one in body.splitlines() if name in one and re.match(r"\s*[-*] ", one)), "")
        if not line:
            return f"{name} est dans env.exemple, mais pas dans la liste des réglages : le site démarrerait mal, sans dire pourquoi."
        if len(re.findall(r"\w{2,}", line.replace(name, ""))) < 2:
            return f"{name} est nommé sans être expliqué : à quoi sert-il, que faut-il y écrire ?"
    if ".env" not in body.replace("env.exemple", ""):
        return "Dites dans quel fichier ces réglages s’écrivent : .env."
    return None
