import re

VERBS = {"open", "go", "choose", "select", "pick", "type", "enter", "fill", "write", "tap", "click", "press", "touch", "wait", "submit", "look", "use", "start", "set", "book", "visit", "log", "scroll", "sign", "find", "search", "check", "confirm", "launch", "navigate", "tick", "hit", "push", "load", "reload", "refresh", "try", "reserve", "send", "validate", "connect", "turn", "put", "add", "borrow", "take", "read", "see", "repeat"}


def judge(seen, files):
    found = re.search(r"^## +Steps to reproduce[ \t]*$(.*?)(?=^## |\Z)", files.get("issue.md", ""), re.MULTILINE | re.DOTALL)
    if not found:
        return "Il manque la rubrique « ## Steps to reproduce »."
    steps = re.findall(r"^\d+[.)] +(.+)$", found.group(1), re.MULTILINE)
    if len(steps) < 3:
        return f"On attend au moins trois étapes numérotées ; on en compte {len(steps)}. Sans elles, personne ne reverra le défaut."
    for step in steps:
        first = (re.findall(r"[a-zà-ÿœ]+", step.lower()) or [""])[0]
        if first not in VERBS:
            return f"L'étape « {step} » commence par « {first} » : on attend un verbe à l'impératif, comme Open, Choose ou Tap."
    return None
