import re

FRENCH = {"le", "la", "les", "une", "est", "sont", "quand", "je", "elle", "sur", "dans", "avec", "rien", "bouton", "avait", "mais", "ouvrir", "page réserver", "réserver", "devient", "gris"}
ENGLISH = {"the", "a", "on", "is", "and", "to", "of", "in", "it", "button", "page", "open", "nothing", "message", "when", "but"}


def judge(seen, files):
    text = re.sub(r"^#+ .*(Steps to reproduce|Expected|Actual|Environment).*$", "", files.get("issue.md", ""), flags=re.MULTILINE)
    # What is quoted from the screen stays in its language.
    own = re.sub(r"\"[^\"\n]*\"|«[^»\n]*»|“[^”\n]*”|`[^`\n]*`", " ", text)
    words = re.findall(r"[a-zà-ÿœ]+", own.lower())
    french = [word for word in words if word in FRENCH]
    if french:
        return f"On lit encore du français : « {french[0]} ». L'équipe du programme ne le lit pas."
    if len(words) < 20 or len(set(words) & ENGLISH) < 5:
        return "La fiche est trop courte pour être suivie. Écrivez de petites phrases entières, en anglais."
    return None
