import re


def judge(seen, files):
    found = re.search(r"^# +(.+)$", files.get("issue.md", ""), re.MULTILINE)
    title = found.group(1).strip() if found else ""
    if not 15 <= len(title) <= 80:
        return "Le titre fait 15 à 80 signes, après un seul #."
    if not re.search(r"button|book|confirm|reserv", title, re.IGNORECASE) or not re.search(r"phone|mobile|android|firefox", title, re.IGNORECASE):
        return f"« {title} » : dans une liste de cent fiches, on ne sait ni quoi (button, booking), ni où (phone)."
    return None
