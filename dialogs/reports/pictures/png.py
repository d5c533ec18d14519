"""A picture as PNG, the same on every machine: drawn by resvg with the pictures' own font and no other.

Letters that the font has not (Chinese, say) are boxes in a PNG; the alternative text has them.
https://resvg-py.readthedocs.io/en/latest/resvg.html
"""

from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import Picture, svg

TYPE = "image/png"


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
