"""Where a template names one of our pictures, the picture: as wide as its place allows, with its figures in words."""

import io
from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm, Twips
from docx.text.paragraph import Paragraph

from dialogs.reports.fields import mark
from dialogs.reports.pictures import Picture, png
from dialogs.reports.pictures.canvas import EDGES
from dialogs.reports.template_tables import room, said, unmarked
from dialogs.reports.word_pictures import UNITS, ZOOM


def put_pictures(document: Any, pictures: Mapping[str, Picture | None]) -> None:
    """Each in the paragraph that names it, behind its words; nothing of what cannot be drawn: no actions, no return."""
    for name, picture in pictures.items():
        for paragraph in [each for each in document.element.body.iter(qn("w:p")) if mark(name) in said(each)]:
            unmarked(paragraph, name)
            if picture is not None:
                _put(document, paragraph, picture)


def _put(document: Any, paragraph: Any, picture: Picture) -> None:
    wide = min(Mm((picture.width + 2 * EDGES) / UNITS), Twips(room(document, paragraph)))
    line = Paragraph(paragraph, document._body)
    made = line.add_run().add_picture(io.BytesIO(png(picture, ZOOM)), width=wide)
    about = made._inline.docPr
    about.set("title", picture.title)
    about.set("descr", picture.said)
