"""The licence of a source, read from the file that says it."""

import re
from collections.abc import Mapping

from exercises.importers.exercise import TO_VERIFY
from exercises.importers.material import as_text

_NAMES = re.compile(r"(?:LICEN[CS]E|COPYING)(?:[.-][\w.-]+)?", re.IGNORECASE)
# In order: what is most precise first.
_SIGNS = (
    ("CC BY-NC-SA", r"Attribution-NonCommercial-ShareAlike|CC BY-NC-SA"),
    ("CC BY-SA 4.0", r"Attribution-ShareAlike 4\.0|CC BY-SA 4\.0"),
    ("CC BY-SA", r"Attribution-ShareAlike|CC BY-SA"),
    ("CC BY 4.0", r"Attribution 4\.0 International"),
    ("AGPL-3.0", r"GNU AFFERO GENERAL PUBLIC LICENSE"),
    ("GPL", r"GNU GENERAL PUBLIC LICENSE"),
    ("MIT", r"MIT License|Permission is hereby granted, free of charge"),
    ("BSD-3-Clause", r"BSD 3-Clause|Neither the name of"),
    ("Apache-2.0", r"Apache License"),
    ("MPL-2.0", r"Mozilla Public License"),
    ("ISC", r"ISC License"),
)


def licence_of(files: Mapping[str, bytes]) -> str:
    """Returns the licence named at the root of these files, or `TO_VERIFY`."""
    for path, data in files.items():
        if not _NAMES.fullmatch(path):
            continue
        try:
            text = as_text(data[:20_000]).content
        except ValueError:
            continue
        for name, sign in _SIGNS:
            if re.search(sign, text, re.IGNORECASE):
                return name
    return TO_VERIFY
