"""Papers are drawn by a library that changes how pictures are read in the whole process: ours must stay strict."""

import io

import pytest
from PIL import Image

from lms.core.papers import pdf_of


def test_a_picture_that_is_cut_off_is_still_refused_after_a_paper_was_drawn():
    assert pdf_of("core/paper.html", {}).startswith(b"%PDF")
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(whole, "PNG")

    with pytest.raises(OSError, match="truncated"), Image.open(io.BytesIO(whole.getvalue()[:1000])) as half:
        half.load()
