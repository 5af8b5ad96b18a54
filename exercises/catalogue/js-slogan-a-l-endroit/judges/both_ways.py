"""Any palindrome will do, as long as it is one."""


def judge(seen, files):
    value = seen.get("value") or {}
    word = value.get("value")
    if value.get("type") != "string" or len(word.strip()) < 3:
        return "nom doit contenir un mot de trois lettres ou plus, entre guillemets."
    if word != word[::-1]:
        return f"« {word} » ne se lit pas dans les deux sens : à l'envers, cela donne « {word[::-1]} »."
    return None
