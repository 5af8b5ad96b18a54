def moyenne(notes):
    return sum(notes) / len(notes)


def meilleures(notes):
    return sorted(notes, reverse=True)[:2]


def sans_absents(notes):
    return [note for note in notes if note]
