"""When two short answers are the same: case, accents, spaces and the shape of apostrophes do not count."""

import unicodedata


def normalised(text: str) -> str:
    """Returns what is compared of a short answer."""
    spread = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())
