def moyenne(notes):
    return sum(notes) // len(notes)


def meilleures(notes):
    notes.sort(reverse=True)
    return notes[:2]


def sans_absents(notes):
    for note in notes:
        if note is None:
            notes.remove(note)
    return notes
