"""Presses that no card of ours offers: (what is wrong, the payload, the fields). None of them may change anything.

MINE and THEIRS are actions of the example plan by whether the presser (Priya Nair) answers for them.
"""

from typing import Any

MINE, THEIRS = 10, 36  # the actions 2.3 and 7.1

Press = tuple[str, Any, dict[str, Any]]
UPDATE = {"act": "update", "plan": 1, "action": MINE}

PRESSES: tuple[Press, ...] = (
    ("another person's action", {**UPDATE, "action": THEIRS, "status": "complete"}, {}),
    ("another person's action, with a form", {**UPDATE, "action": THEIRS}, {"status": "red", "note": "forged"}),
    ("another person's rows", {"act": "return", "plan": 1}, {f"status.{THEIRS}": "red", f"note.{THEIRS}": "forged"}),
    ("a plan that is not there", {**UPDATE, "plan": 99, "status": "complete"}, {}),
    ("an action that is not there", {**UPDATE, "action": 99_999, "status": "complete"}, {}),
    ("a recommendation as an action", {**UPDATE, "action": 2, "status": "complete"}, {}),
    ("ids of a wrong type", {**UPDATE, "plan": "1; drop table plans", "action": [MINE]}, {}),
    ("a number beyond any", {**UPDATE, "action": 10**30, "seen": 10**30, "status": "complete"}, {}),
    ("no status at all", {**UPDATE, "status": "purple"}, {}),
    ("a status that is not offered", UPDATE, {"status": "purple", "note": "forged"}),
    ("a day in 9999", UPDATE, {"due": "9999-12-31"}),
    ("a day that is none", UPDATE, {"due": "31/02/2027"}),
    ("a step that is not there", UPDATE, {"step": "7"}),
    ("a step of a wrong type", UPDATE, {"step": "⁷"}),
    ("a note of 10,000 characters", UPDATE, {"note": "x" * 10_000}),
    ("a note of 200,000 characters", UPDATE, {"note": "x" * 200_000}),
    ("a row that is not there", {"act": "return", "plan": 1}, {"status.99999": "red"}),
    ("a row that is no number", {"act": "return", "plan": 1}, {"note.x": "forged", "note.²": "forged"}),
    ("a question that nobody asked", {"act": "answer", "question": "forged", "choice": 1}, {}),
    ("an answer to no question", {"act": "answer", "choice": 1}, {}),
    ("words as an answer to no question", {"act": "answer", "question": "forged", "note": "2.3 complete"}, {}),
    ("a change set that is not there", {"act": "undo", "change_set": "forged"}, {}),
    ("a filter of a wrong type", {"act": "list", "filter": {"owner": {"$ne": 1}, "text": 5, "status": ["purple"]}}, {}),
    ("a filter that is nested", {"act": "list", "filter": {"owner": [[["x"]]], "plan": [{}]}}, {}),
    ("a filter of no days", {"act": "list", "filter": {"as_at": "never", "due_before": [], "since": {}}}, {}),
    ("a page beyond any", {"act": "list", "page": 10**12, "back": "list"}, {}),
    ("a page before the first", {"act": "list", "page": -5, "back": "list"}, {}),
    ("a way back that is none", {**UPDATE, "status": "complete", "back": "somewhere"}, {}),
    (
        "a way back to a broken list",
        {"act": "form", **UPDATE, "action": THEIRS, "back": "list", "filter": {"text": 5}},
        {},
    ),
    ("an act that is none", {"act": "drop tables"}, {}),
    ("an act of a wrong type", {"act": 7}, {}),
    ("a claim that nobody made", {"act": "accept", "claim": "forged", "person": 1}, {}),
    ("keys of nobody's", {**UPDATE, "status": "complete", "admin": True}, {}),
    ("nothing", {}, {}),
)
