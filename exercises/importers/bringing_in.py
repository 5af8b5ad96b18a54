"""One import from end to end: a source is read, each exercise is written or left out, nothing stops the others."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from exercises.importers import coderunner, exercism, freecodecamp
from exercises.importers.exercise import TO_VERIFY, Draft, ImportedExercise, Source, write_folder
from exercises.importers.material import Material, UnreadableMaterial, open_material
from exercises.importers.report import Entry, Remark, Report, Standing, one_line

type Reader = Callable[[Material, Source], Iterator[tuple[str, Callable[[], Draft]]]]
type Verify = Callable[[Path], list[str]]

READERS: Mapping[str, tuple[str, Reader]] = {
    "exercism": (exercism.ORIGIN, exercism.drafts),
    "freecodecamp": (freecodecamp.ORIGIN, freecodecamp.drafts),
    "coderunner": (coderunner.ORIGIN, coderunner.drafts),
}


def bring_in(
    *,
    origin: str,
    material: Path,
    into: Path,
    verify: Verify,
    url: str = "",
    author: str = "",
    licence: str = "",
    replace: bool = False,
) -> Report:
    """Writes each exercise of a source as a folder in `into`; returns what came in, what needs a hand, and why.

    Args:
        origin: a key of `READERS`.
        material: a folder, a zip, or one file.
        into: where the folders go; it is made if it is not there.
        verify: says, in French, what keeps a written folder from being an exercise that holds.
        url, author, licence: what the source does not say itself.
        replace: whether a folder that is already there may be written again.

    Raises:
        KeyError: the origin is not known.
    """
    name, reader = READERS[origin]
    report = Report(name)
    try:
        found = open_material(material)
    except UnreadableMaterial as error:
        report.entries.append(Entry(material.name, Standing.LEFT_OUT, (Remark(str(error)),)))
        return report
    source = Source(name, url, author, licence or TO_VERIFY)
    writer = _Writer(into, verify, replace)
    for unit, make in reader(found, source):
        report.entries.append(_entry(unit, make, writer))
    for remark in found.remarks:
        report.entries.append(Entry(remark.file, Standing.LEFT_OUT, (Remark(remark.text),)))
    if not report.entries:
        nothing = Remark(f"aucun exercice de {name} n’a été trouvé ici.")
        report.entries.append(Entry(material.name, Standing.LEFT_OUT, (nothing,)))
    return report


def _entry(unit: str, make: Callable[[], Draft], writer: "_Writer") -> Entry:
    try:
        draft = make()
        return writer.entry_of(draft)
    except Exception as error:  # whatever strangers wrote, the other exercises come in
        text = (
            f"la lecture s’est arrêtée sur une erreur ({type(error).__name__} : {one_line(str(error), 120)})."
        )
        return Entry(unit, Standing.LEFT_OUT, (Remark(text),))


class _Writer:
    """Writes drafts as folders, under names that no other exercise of the import has."""

    def __init__(self, into: Path, verify: Verify, replace: bool) -> None:
        self.into, self.verify, self.replace = into, verify, replace
        self.taken: set[str] = set()

    def entry_of(self, draft: Draft) -> Entry:
        exercise = draft.exercise
        if exercise is None:
            return Entry(draft.name, Standing.LEFT_OUT, tuple(draft.remarks))
        exercise.key = self._free_key(exercise.key)
        folder = self.into / exercise.key
        if folder.exists() and not self.replace:
            remark = Remark(f"le dossier {exercise.key} existe déjà : il n’est pas touché.")
            return Entry(draft.name, Standing.LEFT_OUT, (*draft.remarks, remark))
        write_folder(exercise, folder)
        remarks = (*draft.remarks, *(Remark(text) for text in self._problems(exercise, folder)))
        waits = any(remark.by_hand for remark in remarks)
        return Entry(draft.name, Standing.NEEDS_A_HAND if waits else Standing.IMPORTED, remarks, folder)

    def _free_key(self, key: str) -> str:
        free, number = key, 2
        while free in self.taken:
            free, number = f"{key}-{number}", number + 1
        self.taken.add(free)
        return free

    def _problems(self, exercise: ImportedExercise, folder: Path) -> list[str]:
        # Without a solution or a check, the folder cannot be read: that has been said in better words.
        return self.verify(folder) if exercise.solution and exercise.checks else []
