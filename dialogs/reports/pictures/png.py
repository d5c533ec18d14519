"""A picture as PNG, the same on every machine: drawn by resvg with the pictures' own font and no other.

Letters that the font has not (Chinese, say) are boxes in a PNG; the alternative text has them.
https://resvg-py.readthedocs.io/en/latest/resvg.html
"""

import io

from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import EDGES, Picture, svg

TYPE = "image/png"
MOST = 1_024  # dots: Teams shows no larger pictures (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability)
LIGHT = 9_000  # bytes of a picture that travels inside a message beside its words
ZOOMS = (2.0, 1.5, 1.25)  # the first that is light enough, else the last
COLOURS = 16  # fills, ink, paper, and a few steps between them


def png(one: Picture, zoom: float = 2) -> bytes:
    """`zoom` times as many dots as the picture has units."""
    import resvg_py  # only where a picture is drawn

    return resvg_py.svg_to_bytes(
        svg_string=svg(one),
        zoom=zoom,
        font_files=[str(fonts.path())],
        font_family=fonts.FAMILY,
        sans_serif_family=fonts.FAMILY,
        skip_system_fonts=True,
    )


def small(one: Picture) -> bytes:
    """As few bytes as it stays sharp with: so that it may be shown in a message and not only handed over as a file."""
    largest = MOST / max(one.width + 2 * EDGES, one.height + 2 * EDGES)
    for zoom in ZOOMS:
        content = _few_colours(png(one, min(zoom, largest)))
        if len(content) <= LIGHT:
            break
    return content


def _few_colours(content: bytes) -> bytes:
    from PIL import Image  # only where a picture is drawn

    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()
