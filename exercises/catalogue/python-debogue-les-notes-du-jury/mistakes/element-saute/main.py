def moyenne(notes):
    return sum(notes) / len(notes)


def meilleures(notes):
    return sorted(notes, reverse=True)[:2]


def sans_absents(notes):
    for note in notes:
        if note is None:
            notes.remove(note)
    return notes
