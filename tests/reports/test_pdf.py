"""PDF by a real LibreOffice: the report's pages, tagged; several at once; nothing fetched, and nothing left behind."""

import io
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Cm

from dialogs.reports import pdf, to_cover
from dialogs.reports.pdf import NoPdf, to_pdf
from dialogs.reports.report import Report, report
from tests.dialogs.talk import TODAY, Talk

office = pytest.mark.office


@pytest.fixture
def told() -> Report:
    talk = Talk()
    return report(talk.plans[1], None, talk.directory, TODAY)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary directories are made, so that what is left behind is seen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def words(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode("utf-8").split())


def info(content: bytes) -> dict[str, str]:
    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    return dict(re.findall(r"^(.*?): +(.*)$", done.stdout.decode("utf-8"), re.MULTILINE))


def test_without_libreoffice_it_is_said_what_to_do(told: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "NAMES", ("no-such-office",))
    with pytest.raises(NoPdf, match="Ask for Word and save that as PDF; or whoever looks after the bot installs it"):
        to_pdf(to_cover(told))


@office
def test_the_covering_report_is_a_tagged_pdf_with_its_plan(told: Report, place: Path) -> None:
    made = to_pdf(to_cover(told))
    assert (info(made)["Tagged"], info(made)["Title"]) == (
        "yes",
        "Oakvale peer challenge: progress as at 23 November 2026",
    )
    said = words(made)
    assert "3.0 Background and key issues" in said and "Appendix 1" in said
    assert all(row.action.text in said for row in told.rows[:1])
    assert list(place.iterdir()) == []


@office
def test_several_at_once_do_not_stand_in_each_others_way(told: Report, place: Path) -> None:
    with ThreadPoolExecutor(3) as several:
        made = list(several.map(to_pdf, [to_cover(told)] * 3))
    assert [one[:5] for one in made] == [b"%PDF-"] * 3
    assert list(place.iterdir()) == []


@office
def test_one_that_takes_too_long_is_ended_with_all_that_it_started(
    told: Report, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.7)
    with pytest.raises(NoPdf, match="was stopped"):
        to_pdf(to_cover(told))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(place) not in running
    assert list(place.iterdir()) == []


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *given: object) -> None:
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}", asked
    http.shutdown()
    http.server_close()


@office
def test_nothing_is_fetched(server: tuple[str, list[str]], place: Path) -> None:
    address, asked = server
    document = Document()
    picture = document.part.relate_to(f"{address}/picture.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.add_paragraph("Before")
    document.add_picture(str(Path(__file__).parents[2] / "manifest" / "teams" / "color.png"), Cm(2))
    for blip in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        blip.attrib.clear()
        blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", picture)
    field = f'INCLUDETEXT "{address}/more.docx"'
    document.paragraphs[0]._p.append(
        parse_xml(
            '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            f"w:instr='{field}'><w:r><w:t>kept</w:t></w:r></w:fldSimple>"
        )
    )
    out = io.BytesIO()
    document.save(out)
    assert "Before" in words(to_pdf(out.getvalue()))
    assert asked == []
