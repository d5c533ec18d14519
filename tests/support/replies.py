"""One reply of every kind that the bot has, as its dialogs make them. Their renderings lie in tests/cards/golden.

The words hold what each markup would read as its own: `*` and `_`, `<` and `&`, a number with a dot, brackets.
"""

from typing import Any

from dialogs.reply import (
    Button,
    Card,
    Choice,
    Count,
    Fact,
    File,
    Input,
    Line,
    Notice,
    Payload,
    Progress,
    Reply,
    Stood,
)
from storage.status import Status

COUNTS = (
    Count(status=Status.COMPLETE, label="Complete", number=3),
    Count(status=Status.GREEN, label="On track", number=8),
    Count(status=Status.AMBER, label="At risk", number=4),
    Count(status=Status.RED, label="Off track", number=3),
    Count(status=Status.CLOSED, label="Closed", number=0),
    Count(status=None, label="Not rated", number=2),
)

PAST = (
    Stood(
        label="Q1 2026/27 (30 June 2026)",
        counts=(
            Count(status=Status.GREEN, label="On track", number=8),
            Count(status=Status.AMBER, label="At risk", number=10),
            Count(status=Status.RED, label="Off track", number=2),
        ),
    ),
    Stood(
        label="Q2 2026/27 (30 September 2026)",
        counts=(
            Count(status=Status.COMPLETE, label="Complete", number=1),
            Count(status=Status.GREEN, label="On track", number=9),
            Count(status=Status.AMBER, label="At risk", number=7),
            Count(status=Status.RED, label="Off track", number=3),
        ),
    ),
)
STATUSES = (
    Choice(value="green", label="On track"),
    Choice(value="amber", label="At risk"),
    Choice(value="red", label="Off track"),
    Choice(value="complete", label="Complete"),
)


def button(label: str, act: Any, style: Any = "default", **carried: Any) -> Button:
    return Button(label=label, payload=Payload(act=act, **carried), style=style)


def row(number: int) -> tuple[Button, ...]:
    on = {"plan": 1, "action": number, "seen": 80}
    return (
        button("Update", "form", **on),
        button("Done", "update", "positive", **on, status=Status.COMPLETE, back="list"),
        button("No change", "update", **on, note="no change", back="list"),
    )


TRAIN = Line(
    ref="2.3",
    text="1. Train *everybody* who_manages a project [annex] <b>&</b>",
    lead="Priya Nair",
    due="September 2026",
    status=Status.RED,
    status_label="Off track",
    flag="overdue by 54 days",
    buttons=row(10),
)
REGISTER = Line(
    ref="7",
    plan="IAT26",
    text="Publish the contract register",
    lead="Kavita Rao",
    due="Q3 2026/27",
    status=Status.AMBER,
    status_label="At risk",
    flag="past its first date, 30 September 2026",
    buttons=row(11),
)

LIST = Reply(
    text="2 open actions; 1 overdue; 1 more past its first date. Your 2 of 31.\n"
    "2.3  1. Train *everybody* who_manages a project [annex] <b>&</b> · Priya Nair · September 2026 · ■ Off track"
    " · overdue by 54 days\n"
    "IAT26 7  Publish the contract register · Kavita Rao · Q3 2026/27 · ▲ At risk"
    " · past its first date, 30 September 2026\n"
    "1 to 2 of 12. Say “more” for the next page.",
    card=Card(
        heading="Overdue",
        intro="2 open actions; 1 overdue; 1 more past its first date. Your 2 of 31.",
        lines=(TRAIN, REGISTER),
        more="1 to 2 of 12",
        buttons=(
            button("Previous page", "list", filter={"overdue": True}, page=1),
            button("Next page", "list", filter={"overdue": True}, page=3),
        ),
    ),
)

ACTION = Reply(
    text="2.3: Train everybody who manages a project\nOwners: Priya Nair and Claire Fenwick\n"
    "Due: Autumn 2026 (to 30 November 2026)\nStatus: ● On track\n"
    "Last update: 7 September 2026, Priya Nair: twelve people trained, *10%* done_ish\nCPC26, at its change 80",
    card=Card(
        heading="2.3 · Train everybody who manages a project",
        facts=(
            Fact(label="Owners", value="Priya Nair and Claire Fenwick"),
            Fact(label="Due", value="Autumn 2026 (to 30 November 2026)"),
            Fact(label="Status", value="● On track"),
            Fact(label="Last update", value="7 September 2026, Priya Nair: twelve people trained, *10%* done_ish"),
        ),
        buttons=row(10),
        footnote="CPC26, at its change 80",
    ),
)

FORM = Reply(
    text="Update 2.3: Train everybody who manages a project\nNow ▲ At risk, due 30 November 2026. "
    "Type “2.3” and the news, or fill in the card.",
    card=Card(
        heading="Update 2.3",
        intro="Train everybody who manages a project\nNow ▲ At risk, due 30 November 2026.",
        inputs=(
            Input(id="status", kind="choice", label="Status", value="amber", choices=STATUSES),
            Input(
                id="step",
                kind="choice",
                label="Step",
                placeholder="The whole action",
                choices=(Choice(value="1", label="Book the trainer"),),
            ),
            Input(
                id="note",
                kind="text",
                label="What has happened",
                value="the trainer <left>\n& is not replaced",
                placeholder="What has happened since?",
                required=True,
                error="Please say why.",
                longest=2000,
            ),
            Input(id="due", kind="date", label="Due", value="2026-11-30", least="2020-01-01", most="2099-12-31"),
        ),
        buttons=(
            button("Save", "update", "positive", plan=1, action=10, seen=80),
            button("Cancel", "cancel"),
        ),
    ),
)

UPDATED = Reply(
    text="2.3: On track → At risk · due Autumn 2026 → February 2027 (first move) · note added.",
    card=Card(
        notice=Notice(
            text="2.3: On track → At risk · due Autumn 2026 → February 2027 (first move) · note added.",
            buttons=(button("Undo", "undo", "destructive", plan=1, change_set="58c8b8694de4"),),
        ),
        heading="Your actions",
        intro="1 open action for you.",
        lines=(REGISTER,),
    ),
)

HELD = Reply(
    text="2.3 has changed since this card: Off track since 12:04 (Ian). Save again if yours still holds.",
    card=Card(
        notice=Notice(
            text="2.3 has changed since this card: Off track since 12:04 (Ian).\nSave again if yours still holds.",
            tone="held",
        ),
        heading="Update 2.3",
        inputs=(Input(id="note", kind="text", label="What has happened", value="the trainer left"),),
        buttons=(button("Save", "update", "positive", plan=1, action=10, seen=81),),
    ),
)

SUMMARY = Reply(
    text="Corporate Peer Challenge 2026: action plan (CPC26), as at 23 November 2026\n"
    "20 actions: 3 Complete, 8 On track, 4 At risk, 3 Off track, 2 Not rated.\n"
    "2 overdue: 6.2, 6.1; 1 more past their first date: 3.1.\nDecisions needed:\n- 3.1: need a decision from SMT\n\n"
    "The ones that matter most:\n2.3  1. Train *everybody* who_manages a project [annex] <b>&</b>",
    card=Card(
        heading="Corporate Peer Challenge 2026: action plan (CPC26), as at 23 November 2026",
        picture=COUNTS,
        paragraphs=(
            "20 actions: 3 Complete, 8 On track, 4 At risk, 3 Off track, 2 Not rated.",
            "2 overdue: 6.2, 6.1; 1 more past their first date: 3.1.",
            "Decisions needed:\n- 3.1: need a decision from SMT",
            "The ones that matter most:",
        ),
        lines=(Line(ref=TRAIN.ref, text=TRAIN.text),),
        buttons=(button("What is overdue", "list", filter={"overdue": True}),),
    ),
)

WEEKLY = Reply(
    text="Corporate Peer Challenge 2026: action plan: the week to 23 November 2026\n"
    "20 actions: 3 Complete, 8 On track, 4 At risk, 3 Off track, 2 Not rated.\n"
    "Q1 2026/27 (30 June 2026): 8 On track, 10 At risk, 2 Off track.\n"
    "Q2 2026/27 (30 September 2026): 1 Complete, 9 On track, 7 At risk, 3 Off track.\n"
    "Decisions needed:\n- 3.1: need a decision from SMT\nDue next: 2.3 (Autumn 2026), 9.3 (18 December 2026).",
    card=Card(
        heading="Corporate Peer Challenge 2026: action plan: the week to 23 November 2026",
        intro="20 actions: 3 Complete, 8 On track, 4 At risk, 3 Off track, 2 Not rated.",
        past=PAST,
        picture=COUNTS,
        paragraphs=(
            "Decisions needed:",
            "- 3.1: need a decision from SMT",
            "Due next: 2.3 (Autumn 2026), 9.3 (18 December 2026).",
        ),
    ),
)

IMPORT = Reply(
    text="I have read “plan & annex.docx”: 12 recommendations, 31 actions. Nothing is saved yet.\n"
    "Code: CPC26\nColumns: No, Action, Lead, When, RAG\n"
    "2 questions:\n• “Delayed” has no colour: red (assumed) or amber?\n• 9: no RAG rating given\n"
    "Say “yes” to load it, or answer a question first.",
    card=Card(
        heading="plan & annex.docx",
        intro="I have read “plan & annex.docx”: 12 recommendations, 31 actions. Nothing is saved yet.",
        facts=(Fact(label="Code", value="CPC26"), Fact(label="Columns", value="No, Action, Lead, When, RAG")),
        paragraphs=("2 questions:", "• “Delayed” has no colour: red (assumed) or amber?", "• 9: no RAG rating given"),
        footnote="Say “yes” to load it, or answer a question first.",
        buttons=(
            button("Load it", "answer", "positive", choice=1, question="5ac0"),
            button("Delayed is red", "answer", choice=2, question="5ac0"),
            button("Delayed is amber", "answer", choice=3, question="5ac0"),
            button("Leave it", "cancel", question="5ac0"),
        ),
    ),
)

RETURN = Reply(
    text="Q3 2026/27, as at 31 December 2026; due 12 January 2027. 7 of 12 answered.\n"
    "2.3  1. Train *everybody* who_manages a project [annex] <b>&</b> · Priya Nair · September 2026 · ■ Off track"
    " · overdue by 54 days\n"
    "IAT26 7  Publish the contract register · Kavita Rao · Q3 2026/27 · ▲ At risk"
    " · past its first date, 30 September 2026",
    card=Card(
        heading="Q3 2026/27",
        intro="As at 31 December 2026; due 12 January 2027.",
        progress=Progress(done=7, total=12, label="7 of 12 answered"),
        lines=tuple(
            line.model_copy(
                update={
                    "buttons": (button("No change", "return", plan=1, action=number, note="no change"),),
                    "inputs": (
                        Input(id=f"status-{number}", kind="choice", label="Status", value="red", choices=STATUSES),
                        Input(id=f"note-{number}", kind="text", label="What has happened"),
                    ),
                }
            )
            for number, line in ((10, TRAIN), (11, REGISTER))
        ),
        buttons=(button("Send", "return", "positive", plan=1), button("Next page", "return", plan=1, page=2)),
    ),
)

QUESTION = Reply(
    text="Which action do you mean?\n• 1  Replace the quarterly performance report with one page for…\n"
    "• 2.3  Train everybody who manages a project",
    card=Card(
        heading="Which action do you mean?",
        buttons=(
            button(
                "1  Replace the quarterly performance report with one page for…",
                "answer",
                choice=1,
                question="b91417a4",
            ),
            button("2.3  Train everybody who manages a project", "answer", choice=2, question="b91417a4"),
            button("Cancel", "cancel", question="b91417a4"),
        ),
    ),
)

TERMS = (
    "What you tell me of an action is kept with your name and the time. Nothing is overwritten: a mistake is put right"
    " beside it.",
    "Everybody who is known to me in this organisation can read the plan and its notes. Say “internal:” before a note"
    " that only the action's owners, managers and performance officers may read.",
    "Notes, internal ones too, may have to be disclosed if somebody asks for them under freedom of information, or for"
    " what is held about them (subject access).",
)
TRIES = "You can just type, for instance:\n• 2.3 amber, slipping to February because …\n• 1 done\n• my actions"
OWN = "Tell me how your actions are going, and ask me anything. You have 5 open actions; 1 overdue."
WELCOME = Reply(
    text="\n".join(
        (
            "Hello Priya. I keep Corporate Peer Challenge 2026: action plan.",
            OWN,
            "2.3  1. Train *everybody* who_manages a project [annex] <b>&</b> · Priya Nair · September 2026"
            " · ■ Off track · overdue by 54 days",
            TRIES,
            *TERMS,
        )
    ),
    card=Card(
        heading="Hello Priya. I keep Corporate Peer Challenge 2026: action plan.",
        intro=OWN,
        lines=(TRAIN,),
        more="1 of your 5",
        paragraphs=(TRIES, *TERMS),
        buttons=(
            button("My actions", "list", filter={"owner": "Priya Nair"}),
            button("What is overdue", "list", filter={"overdue": True}),
        ),
    ),
)
DELETED = Reply(
    text="You deleted a message. What I recorded of it still stands: 2.3 (At risk and a note). Shall I take it back?",
    card=Card(
        heading="You deleted a message. What I recorded of it still stands: 2.3 (At risk and a note)."
        " Shall I take it back?",
        buttons=(
            button("Take it back", "answer", "positive", choice=1, question="5f0c"),
            button("Keep it", "cancel", question="5f0c"),
        ),
    ),
)

KINDS: dict[str, Reply] = {
    "list": LIST,
    "action": ACTION,
    "form": FORM,
    "updated": UPDATED,
    "held": HELD,
    "summary": SUMMARY,
    "weekly": WEEKLY,
    "import": IMPORT,
    "return": RETURN,
    "question": QUESTION,
    "welcome": WELCOME,
    "deleted": DELETED,
    "words": Reply(text="Nothing overdue.\nTwo due this month: 3, 7.\n\nSay “help” for more."),
    "files": Reply(
        text="Here is the summary of CPC26: Plan & return.docx.",
        files=(File(name="Plan & return.docx", content_type="application/octet-stream", content=b"PK"),),
    ),
}
