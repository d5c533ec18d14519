"""`planminder summary`: papers, parts, audiences, templates, returns; and what does not go together."""

import asyncio
import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from typer.testing import Result

from bot.app import bot
from bot.settings import read
from bot.shell import Shell
from storage.numbering import Stamp, number
from storage.plan import ChangeKind, Draft
from storage.store import Store
from storage.work import Recorded, Work
from tests.support.command import invoked, planminder
from tests.support.conversations import HandClock, write_plans
from tests.support.workbooks import OFFICE

TODAY = "2026-11-23"
SICK = "the planner is off sick until March"
RETURN = (
    *("open the Q2 return as at 30 September", "yes", f"text for 1.1: {SICK}", "accept 1.1"),
    *("freeze the return", "yes"),
)
OFFICER = "Olive Park"
SECRET = "the contractor is in dispute"
EXAMPLE = Path(__file__).parent.parent / "examples" / "cabinet-template.docx"
Summary = Callable[..., Result]


async def _council(database: Path) -> None:
    """A plan with sections, an internal note, and a return of which one wording was accepted before it was frozen."""
    await write_plans(("fernham",), database)
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")
    async with bot(settings, HandClock(datetime(2026, 10, 5, 10, tzinfo=UTC))) as made:
        directory = await made.store.directory(settings.organisation)
        shell = Shell(made)
        for who, words in TALK:
            await shell.say(directory.named(who), words)


TALK = (
    ("Mark Grady", "3.2 amber, the pilot went well"),
    ("Mark Grady", f"2.1 internal: {SECRET}"),
    ("Sue Nolan", "1.2 green, two briefs held"),
    ("Sue Nolan", f"1.1 {SICK}"),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("summary") / "council.db"
    asyncio.run(_council(file))
    return file


@pytest.fixture(scope="module")
def accepted(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a return in which the wording of 1.1 was accepted."""
    file = tmp_path_factory.mktemp("accepted") / "council.db"
    with closing(sqlite3.connect(database)) as one, closing(sqlite3.connect(file)) as other:
        one.backup(other)
    url = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
    assert invoked(["people", "add", OFFICER, "--role", "officer"], env=url).exit_code == 0
    asyncio.run(_return(file))
    return file


async def _return(database: Path) -> None:
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")
    async with bot(settings, HandClock(datetime(2026, 10, 6, 10, tzinfo=UTC))) as made:
        directory = await made.store.directory(settings.organisation)
        shell = Shell(made)
        for words in RETURN:
            await shell.say(directory.named(OFFICER), words)


@pytest.mark.parametrize("format_", ["text", "markdown", "csv", "json", "html"])
def test_without_a_frozen_return_nothing_that_was_said_is_published(
    summary: Summary, tmp_path: Path, format_: str
) -> None:
    """Before: the newest notes that were not internal stood where accepted wording belongs."""
    file = tmp_path / "made"
    summary("--publication", "--format", format_, "--output", str(file))
    told = file.read_text(encoding="utf-8")
    assert SICK not in told and "two briefs held" not in told
    said = " ".join(told.split())
    assert format_ == "csv" or "so no wording has been accepted and none is printed" in said


@pytest.fixture
def summary(database: Path) -> Summary:
    settings = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{database}", "PLANMINDER_TODAY": TODAY}

    def run(*words: str) -> Result:
        return invoked(["summary", *words], env=settings)

    return run


@pytest.fixture
def document(summary: Summary, tmp_path: Path) -> Callable[..., Any]:
    def made(*words: str) -> Any:
        file = tmp_path / "made.docx"
        done = summary(*words, "--output", str(file))
        assert done.exit_code == 0, done.stderr
        return Document(str(file))

    return made


def words(document: Any) -> str:
    """All of a document: its paragraphs, then the cells of its tables."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("format_", ["text", "markdown", "csv", "json", "html", "docx", "xlsx"])
def test_what_is_for_publication_gets_a_second_look_in_every_format(
    accepted: Path, tmp_path: Path, format_: str
) -> None:
    """Before: not as text, Markdown, CSV or JSON, though those go on pages."""
    settings = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{accepted}", "PLANMINDER_TODAY": TODAY}
    words = ["summary", "--publication", "--format", format_, "--output", str(tmp_path / "made")]
    done = invoked(words, env=settings)
    assert "May speak of somebody’s health or leave: 1.1 “the planner is off sick until March”." in done.stderr


def test_figures_for_programs_get_none(summary: Summary) -> None:
    assert "second look" not in summary("--json").stderr


# --- how much of the plan --------------------------------------------------------------------------------------------


def refs(done: Result) -> list[str]:
    assert done.exit_code == 0, done.stderr
    return [one["ref"] for one in json.loads(done.stdout)["actions"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--section", "Leadership"], ["1.1", "1.2", "1.3"]),
        (["--section", "resources"], ["3.1", "3.2"]),
        (["--owner", "Jo Tennant"], ["1.1", "1.2", "2.3"]),
        (["--exceptions"], ["1.2", "2.1", "2.3", "3.1", "3.2"]),
        (["--exceptions", "--section", "Resources"], ["3.1", "3.2"]),
        (["--exceptions", "--owner", "Jo Tennant", "--section", "Workforce"], ["2.3"]),
    ],
)
def test_a_part_of_the_plan_is_told(summary: Summary, options: list[str], expected: list[str]) -> None:
    assert refs(summary("--json", *options)) == expected


def test_a_template_tells_the_same_part(document: Callable[..., Any], tmp_path: Path) -> None:
    own: Any = Document()
    for name, said in (("actions", "{{ one.ref }}"), ("notes", "{{ one }}")):
        for text in (f"{{%p for one in {name} %}}", said, "{%p endfor %}"):
            own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    through = ["--template", str(tmp_path / "own.docx")]
    told = [one.text for one in document(*through, "--exceptions", "--owner", "Mark Grady").paragraphs]
    assert told[:5] == ["1.2", "2.1", "3.1", "3.2", "Actions of Mark Grady: 4 of the 8 actions of FER26."]
    assert told[5].startswith("Exceptions only")
    told = [one.text for one in document(*through, "--section", "Leadership").paragraphs]
    assert told[:4] == ["1.1", "1.2", "1.3", "Section Leadership: 3 of the 8 actions of FER26."]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            ["--section", "Housing"],
            "FER26 has no section called “Housing”. Its sections: Leadership, Workforce and Resources.",
        ),
        (["--owner", "Zed Nobody"], "There is nobody called 'Zed Nobody'"),
        (["--owner", "Sue Nolan", "--section", "Leadership"], "No action of FER26 is among these"),
        (["--return", "Q7"], "There is no frozen Q7 return of FER26: none has been frozen yet."),
        (["--cover", "--return", "Q7"], "There is no frozen Q7 return of FER26: none has been frozen yet."),
        (["--as-at", "2027-01-01"], "1 January 2027 is still to come"),
        *(
            (["--as-at", "2026-01-01", "--format", made], "FER26 was not here yet on 1 January 2026; it begins on")
            for made in ("docx", "xlsx", "csv", "html", "markdown")
        ),
        (["--since", "2026-10-31", "--as-at", "2026-09-30"], "31 October 2026 is not before 30 September 2026"),
        (
            ["--cover", "--since", "2026-10-31", "--as-at", "2026-09-30"],
            "31 October 2026 is not before 30 September 2026",
        ),
        (["--internal", "--publication"], "leave out one of --internal and --publication"),
        (["--one-page", "--cover"], "leave out --cover and --template"),
        (["--one-page", "--format", "xlsx"], "leave out --format, or say docx or pdf"),
        (["--format", "powerpoint"], "There is no format 'powerpoint'"),
        (["--return", "Q3 2026/27", "--as-at", "2026-09-30"], "leave out --as-at and --since"),
    ],
)
def test_what_there_is_not_is_said_and_nothing_is_written(
    summary: Summary, options: list[str], why: str, tmp_path: Path
) -> None:
    file = tmp_path / "report"
    done = summary(*options, "--output", str(file))
    assert (done.exit_code, file.exists()) == (2, False)
    assert why in done.stderr


# --- papers and audiences --------------------------------------------------------------------------------------------


def test_one_page_is_a_word_document_without_the_plan_s_table(document: Callable[..., Any]) -> None:
    page = document("--one-page", "--since", "2026-06-30")
    assert page.paragraphs[0].text.startswith("Fernham peer review 2026 (FER26)")
    assert "Appraisal scheme" not in words(page)


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "csv", "json", "docx", "xlsx"])
@pytest.mark.parametrize(("options", "there"), [((), False), (("--publication",), False), (("--internal",), True)])
def test_internal_notes_are_in_internal_reports_alone(
    summary: Summary, tmp_path: Path, format_: str, options: tuple[str, ...], there: bool
) -> None:
    file = tmp_path / "report"
    assert summary(*options, "--format", format_, "--output", str(file)).exit_code == 0
    content = file.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    tells_notes = format_ != "text"  # which tells figures alone
    assert (SECRET.encode() in content) is (there and tells_notes)
    assert (b"INTERNAL" in content or b'"audience": "internal"' in content) is (there and format_ != "csv")


def test_for_publication_says_whose_wording_it_prints(summary: Summary) -> None:
    said = summary("--publication").stdout
    assert "No return of FER26 up to 23 November 2026 has been frozen, so no wording has been accepted" in said


@pytest.mark.parametrize("format_", ["markdown", "html", "csv"])
def test_accepted_wording_stands_below_the_day_that_it_is_of(accepted: Path, format_: str) -> None:
    """Before: below today's, though it was written seven weeks earlier."""
    env = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{accepted}", "PLANMINDER_TODAY": TODAY}
    told = planminder("summary", "--publication", "--format", format_, env=env).stdout
    assert SICK in told and "Update as at 30 September 2026" in told
    actions = json.loads(planminder("summary", "--publication", "--json", env=env).stdout)["actions"]
    assert [one["updated"] for one in actions if one["update"]] == ["2026-09-30"]
    assert "Update as at 23 November 2026" not in told


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="a PDF is made by LibreOffice")
@pytest.mark.parametrize("options", [(), ("--cover",), ("--one-page",), ("--template", str(EXAMPLE))])
def test_each_paper_comes_as_pdf(summary: Summary, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = tmp_path / "report.pdf"
    assert summary(*options, "--format", "pdf", "--output", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")


# --- what is kept of it ----------------------------------------------------------------------------------------------


async def _made(database: Path) -> list[tuple[str, str | None, int | None]]:
    store = await Store.open(f"sqlite+aiosqlite:///{database}")
    try:
        return [(one.paper, one.audience, one.person) for one in await store.reports("local", 1)]
    finally:
        await store.close()


def test_a_covering_report_of_the_command_counts_as_told_to_cabinet(
    summary: Summary, database: Path, tmp_path: Path
) -> None:
    before = asyncio.run(_made(database))
    file = str(tmp_path / "cabinet.docx")
    assert summary("--one-page", "--output", file).exit_code == 0
    assert summary("--cover", "--template", str(EXAMPLE), "--output", file).exit_code == 2
    assert summary("--cover", "--output", file).exit_code == 0
    assert summary("--cover", "--internal", "--output", file).exit_code == 0
    assert summary("--template", str(EXAMPLE), "--output", file).exit_code == 0
    made = asyncio.run(_made(database))[len(before) :]
    assert made == [("cover", "publication", None), ("cover", "internal", None), ("cover", "publication", None)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_what_is_written_is_for_its_owner_alone(summary: Summary, tmp_path: Path) -> None:
    """Before: 0o644, whatever stood in it."""
    to = tmp_path / "report.html"
    assert summary("--format", "html", "--output", str(to)).exit_code == 0
    assert to.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_file_that_others_may_read_stays_theirs_to_read_unless_they_may_not_see_the_plan(
    summary: Summary, database: Path, tmp_path: Path
) -> None:
    to = tmp_path / "report.html"
    to.touch(mode=0o644)
    to.chmod(0o644)
    summary("--format", "html", "--output", str(to))
    assert to.stat().st_mode & 0o777 == 0o644
    summary("--format", "html", "--internal", "--output", str(to))
    assert to.stat().st_mode & 0o777 == 0o600
    to.chmod(0o644)
    asyncio.run(_restrict(database))
    summary("--format", "html", "--output", str(to))
    assert to.stat().st_mode & 0o777 == 0o600


async def _restrict(database: Path) -> None:
    store, now = await Store.open(f"sqlite+aiosqlite:///{database}"), datetime(2026, 10, 5, 11, tzinfo=UTC)
    (plan,) = (await store.plans("local")).values()
    changes = number(plan, [Draft(ChangeKind.EDIT, 0, {"restricted": True})], Stamp(now, now.date(), None, "test", "r"))
    await store.flush(Work("local", now, (Recorded(plan.id, plan.number, changes),)))
    (plan,) = (await store.plans("local")).values()
    assert plan.restricted
    await store.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The example's document, loaded, with a moved date, a note and one that is internal."""
    file = tmp_path_factory.mktemp("example") / "council.db"
    env = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{file}", "PLANMINDER_TODAY": TODAY}
    plan = str(EXAMPLE.parent / "action-plan.docx")
    for words in (["import", plan, "--yes", "--plan", "OWN"], ["people", "add", OFFICER, "--role", "officer"]):
        assert invoked(words, env=env).exit_code == 0
    said = "\n".join(
        ("1.1 amber, slipping to July 2028 because of the budget", f"2.1 internal: {SECRET}", "1.2 on track")
    )
    assert invoked(["chat", "--as", OFFICER], typed=said, env=env).exit_code == 0
    return env


def _comes_back(env: dict[str, str], file: Path, code: str, *options: str) -> str:
    """What is said of a report that is loaded again as it was made."""
    made = planminder("summary", "--plan", code, "--format", file.suffix[1:], *options, "--output", str(file), env=env)
    assert made.returncode == 0, made.stderr
    done = planminder("import", str(file), "--plan", code, "--dry-run", env=env)
    return done.stdout + done.stderr


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "options", [["--owner", "Priya Nair"], ["--exceptions"], ["--as-at", "2026-11-22"]], ids=" ".join
)
def test_a_part_of_the_plan_that_comes_back_takes_nothing_out_of_it(
    example: dict[str, str], tmp_path: Path, format_: str, options: list[str]
) -> None:
    """Before: what it does not tell of would have been closed."""
    assert "says nothing that OWN" in _comes_back(example, tmp_path / f"part.{format_}", "OWN", *options)


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
@pytest.mark.parametrize("options", [["--publication"], ["--return", "Q2"], ["--section", "Leadership"]], ids=" ".join)
def test_accepted_wording_that_comes_back_is_no_news(
    accepted: Path, tmp_path: Path, format_: str, options: list[str]
) -> None:
    """Before: it was proposed as updates, and what had been said since as conflicts."""
    env = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{accepted}", "PLANMINDER_TODAY": TODAY}
    file = tmp_path / f"report.{format_}"
    _comes_back(env, file, "FER26", *options)
    told = json.loads(planminder("import", str(file), "--plan", "FER26", "--dry-run", "--json", env=env).stdout)
    assert (told["updates"], told["conflicts"], told["closed"], told["added"]) == ([], [], [], [])


SHARED = (
    "No,Recommendation,Action,Owner,Timescale,RAG\n"
    '1,Open up,"• Meet the members\n• Train the officers\n• Publish the results",Ann Bell,'
    '"May 2026\nJune 2027\nJuly 2027",Green\n2,Save money,Sell the depot,Bo Lee,March 2027,Amber\n'
)


@pytest.fixture(scope="module")
def sharing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A plan of which three actions share a row, each of them spoken of."""
    folder = tmp_path_factory.mktemp("sharing")
    env = {"PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'council.db'}", "PLANMINDER_TODAY": TODAY}
    (folder / "plan.csv").write_text(SHARED, "utf-8")
    for words in (
        ("import", str(folder / "plan.csv"), "--yes", "--plan", "S26"),
        ("people", "add", OFFICER, "--role", "officer"),
    ):
        assert planminder(*words, env=env).returncode == 0
    said = "1.2 to 31 July 2027\n1.3 amber, the printer let us down\n1.1 done, all 40 came\n"
    assert planminder("chat", "--as", OFFICER, typed=said, env=env).returncode == 0
    return env


@pytest.mark.parametrize("format_", ["docx", "xlsx", "csv"])
def test_what_each_of_the_actions_in_a_row_says_comes_back_as_its_own(
    sharing: dict[str, str], tmp_path: Path, format_: str
) -> None:
    """Before: “1.3: Amber” was the status of all three, and a moved date made one action of them."""
    assert "says nothing that S26" in _comes_back(sharing, tmp_path / f"shared.{format_}", "S26")
    new = {**sharing, "PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"}
    file = tmp_path / f"shared.{format_}"
    assert planminder("import", str(file), "--plan", "N26", "--yes", env=new).returncode == 0
    told = json.loads(planminder("summary", "--json", env=new).stdout)["actions"]
    found = [(one["ref"], one["status"], one["due"]) for one in told]
    assert found[:3] == [
        ("1.1", "complete", "2026-05-31"),
        ("1.2", "green", "2027-07-31"),
        ("1.3", "amber", "2027-07-31"),
    ]


@pytest.mark.parametrize("options", [[], ["--publication"], ["--internal"]], ids=" ".join)
@pytest.mark.parametrize("format_", ["docx", "xlsx", "csv"])
def test_a_report_that_comes_back_as_it_was_written_proposes_nothing(
    example: dict[str, str], tmp_path: Path, format_: str, options: list[str]
) -> None:
    """Before: "Overdue since …", "No update since …" and "(internal) …" were news, a moved date was two, and the
    sheet of changes was a plan."""
    file = tmp_path / f"report.{format_}"
    assert "says nothing that OWN" in _comes_back(example, file, "OWN", *options)
