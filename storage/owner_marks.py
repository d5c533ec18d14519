"""What an owner cell says besides names: addresses, telephone numbers and the sign that calls somebody."""

import re

_ADDRESS = re.compile(r"\s*[<(\[]?\s*(?:mailto:)?[\w.+'-]+@[\w-]+(?:\.[\w-]+)+\s*[>)\]]?")
_TELEPHONE = re.compile(
    r"\s*\((?:tel\.?:?\s*|ext\.?\s*|x)?[\d ]{4,}\)|\s+(?:tel\.?:?|ext\.?|x)\s*\d[\d ]{3,}$", re.IGNORECASE
)


def unmarked(cell: str) -> str:
    """The cell without them. An address stays where it is all that a line says."""
    if "@" not in cell and not any(sign.isdecimal() for sign in cell):
        return cell
    return "\n".join(map(_named, cell.split("\n")))


def _named(line: str) -> str:
    left = _TELEPHONE.sub("", _ADDRESS.sub("", line)).strip(" ,;")
    return re.sub(r"(?<![\w@])@(?=\w)", "", left or line)
