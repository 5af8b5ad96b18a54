import re

COUPLES = (
    ("texte", "fond", 4.5, "Le texte sur le fond"),
    ("sur-accent", "accent", 4.5, "Le texte du bouton sur le bouton"),
    ("accent", "fond", 3.0, "Le bouton sur le fond de la page"),
    ("bord", "fond", 3.0, "Le bord du champ sur le fond"),
)


def light(channel):
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour):
    red, green, blue = (light(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def judge(seen, files):
    value = seen.get("value", {}).get("value")
    if not isinstance(value, str):
        return "Les couleurs de la page ne se lisent pas : vérifiez les cinq variables de :root."
    colours = {}
    for part in value.split(";"):
        name, _, colour = part.partition("=")
        numbers = [float(number) for number in re.findall(r"[0-9.]+", colour)]
        if len(numbers) != 3:
            return f"La couleur --{name} n'est pas une couleur pleine : écrivez-la sans transparence, par exemple #7a1f5c."
        colours[name] = numbers
    for front, back, least, what in COUPLES:
        high, low = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
        found = (high + 0.05) / (low + 0.05)
        if found < least:
            ask = f"{least:g}".replace(".", ",")
            have = f"{int(found * 10) / 10:g}".replace(".", ",")
            return f"{what} : le contraste est de {have} pour 1 ; il en faut au moins {ask}."
    return None
