import re


def judge(seen, files):
    found = re.findall(r"^[-*_ ]*priorité[*_]*\s*:[*_\s]*(\d+)[*_. ]*$", files.get("recits.md", ""), re.MULTILINE | re.IGNORECASE)
    if sorted(found) != ["1", "2", "3"]:
        said = ", ".join(found) or "rien"
        return f"Les priorités sont 1, 2 et 3, une fois chacune ; on lit : {said}. Si tout est premier, rien ne l'est."
    return None
