"""A Word document as PDF, by LibreOffice where it is installed: tagged, so that a screen reader finds its way.

https://help.libreoffice.org/latest/en-US/text/shared/guide/start_parameters.html and
https://help.libreoffice.org/latest/en-US/text/shared/guide/pdf_params.html for what it is asked.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore

from dialogs.words import say
from storage.documents.errors import DocumentError

NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
SECONDS = 120.0  # for one document; a plan of 40 actions takes about three, most of it the start
AT_ONCE = 2  # runs of LibreOffice, each of which takes a few hundred megabytes
_FREE = BoundedSemaphore(AT_ONCE)
_PDF = {
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""  # noqa: E501  # a settings file as LibreOffice writes it: no macros, nothing fetched, links never updated


class NoPdf(DocumentError):
    """There is no PDF: LibreOffice is not there, or did not manage. The text is fit to be shown."""


def office() -> str | None:
    """The program that makes PDFs; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def to_pdf(document: bytes) -> bytes:
    """A Word document as PDF; `NoPdf` where that cannot be.

    Each run has a profile of its own in a directory that goes with it, so that runs beside one another, and one that
    was ended, leave nothing behind.
    """
    program = office()
    if program is None:
        raise NoPdf(say("pdf.none"))
    with _FREE, tempfile.TemporaryDirectory(prefix="planminder-", ignore_cleanup_errors=True) as place:
        return _made(program, document, Path(place))


def _made(program: str, document: bytes, place: Path) -> bytes:
    (place / "report.docx").write_bytes(document)
    settings = place / "profile" / "user"
    settings.mkdir(parents=True)
    (settings / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    _run(_command(program, place), place)
    made = place / "report.pdf"
    if not made.exists():
        raise NoPdf(say("pdf.failed"))
    return made.read_bytes()


def _command(program: str, place: Path) -> list[str]:
    options = ["--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    kind = f"pdf:writer_pdf_Export:{json.dumps(_PDF)}"
    return [program, profile, *options, "--convert-to", kind, "--outdir", str(place), str(place / "report.docx")]


def _run(command: list[str], place: Path) -> None:
    """It knows no word of our settings, and is a group of its own: what it starts in turn is ended with it."""
    env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(place), "TMPDIR": str(place), "LANG": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603  # a program of the machine, and files of ours
        command,
        env=env,
        cwd=place,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise NoPdf(say("pdf.slow", seconds=round(SECONDS))) from None
    finally:
        _ended(process)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    """The office program is a script that starts another: all of them are ended, also when we are interrupted."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
