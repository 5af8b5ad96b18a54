import re


def part(text, title):
    found = re.search(rf"^## +{title}[ \t]*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1).strip() if found else ""


def judge(seen, files):
    text = files.get("issue.md", "")
    if not re.search(r"confirm|message|booked|reserv|success", part(text, "Expected"), re.IGNORECASE):
        return "Dans « Expected », dites ce que Soraya devait voir : a confirmation message."
    if not re.search(r"gr[ea]y|nothing|disabled|inactive|not\b|n[’']t\b|never|\bno\b|stuck|stays", part(text, "Actual"), re.IGNORECASE):
        return "Dans « Actual », dites ce qu'elle a vu à la place : a grey button, and nothing else."
    place = part(text, "Environment")
    if not re.search(r"firefox", place, re.IGNORECASE) or not re.search(r"android", place, re.IGNORECASE):
        return "Dans « Environment », donnez le navigateur et le système, avec leurs versions : Firefox 140, Android 15."
    return None
