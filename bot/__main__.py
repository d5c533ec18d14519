"""The command. `planminder --help` lists everything; each group of commands is a module of `bot.command`."""

import sys

import typer

from bot import logs
from bot.command import (
    audit,
    database,
    doctor,
    documents,
    importing,
    manifest,
    outbox,
    people,
    personal,
    returns,
    serve,
    sheets,
    summary,
    talk,
)

WHAT = "The action plan that lives in Teams: owners update it by typing, managers ask, Cabinet gets its table."
app = typer.Typer(
    name="planminder",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(help=WHAT)
def begin() -> None:
    logs.aside()


app.command()(serve.demo)
app.command()(serve.serve)
app.command()(talk.chat)
app.command()(talk.understand)
app.add_typer(documents.read_app, name="read")
app.command("import")(importing.import_)
app.command()(summary.summary)
people.app.command()(personal.export)
people.app.command()(personal.erase)
app.add_typer(people.app, name="people")
app.add_typer(returns.app, name="return")
app.add_typer(sheets.app, name="sheet")
app.add_typer(manifest.app, name="manifest")
app.add_typer(audit.app, name="audit")
app.add_typer(database.app, name="database")
app.command()(outbox.outbox)
app.command()(doctor.doctor)


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
