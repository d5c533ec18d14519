"""Small plans for tests, written as YAML: people by name, recommendations with their actions.

code: OAK25
title: Oakvale peer challenge
approval: true  # where later dates wait for a yes
restricted: true  # where it is there for some people only
scheme: {Complete: complete, Delayed: red}
people:
  - {name: Priya Shah, role: owner, initials: [PS]}
  - {name: Housing Board, kind: group, holders: [Priya Shah]}
recommendations:
  - ref: 5
    text: An overarching growth strategy
    actions: [{text: …, owners: [Priya Shah], due: March 2027, end: 2027-03-31, status: green}]
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from storage.numbering import Stamp, number
from storage.people import Directory, Kind, Person, Role
from storage.plan import Change, ChangeKind, Draft, Plan, PlanState
from storage.replay import advance
from storage.timescale import Kind as When
from storage.timescale import Timescale

ORGANISATION = "oakvale"
FLAGS = ("approval", "restricted")


def directory_of(*plans: dict[str, Any]) -> Directory:
    """Everybody that some plan descriptions name, numbered in order of appearance."""
    rows = {row["name"]: row for plan in plans for key in ("people", "groups") for row in plan.get(key, ())}
    for plan in plans:
        for rec in plan["recommendations"]:
            for action in _actions(rec):
                for owner in action.get("owners", ()):
                    rows.setdefault(owner, {"name": owner})
            for sponsor in rec.get("sponsors", ()):
                rows.setdefault(sponsor, {"name": sponsor})
    ids = {name: place for place, name in enumerate(rows, start=1)}
    people = {ids[name]: _person(row, ids) for name, row in rows.items()}
    return Directory(number=1, people=people)


def _person(row: dict[str, Any], ids: dict[str, int]) -> Person:
    return Person(
        id=ids[row["name"]],
        name=row["name"],
        kind=Kind(row.get("kind", "person")),
        role=Role(row.get("role", "owner")),
        initials=tuple(row.get("initials", ())),
        posts=tuple(row.get("posts", ())),
        aliases=tuple(row.get("aliases", ())),
        holders=tuple(ids[name] for name in row.get("holders", ())),
    )


def plan_of(row: dict[str, Any], directory: Directory, plan_id: int = 1, today: date = date(2026, 4, 1)) -> Plan:
    """The plan that a description makes, through the same drafts as an import."""
    plan = Plan(ORGANISATION, plan_id)
    return advance(plan, changes_of(row, directory, plan_id, today))


def changes_of(row: dict[str, Any], directory: Directory, plan_id: int, today: date) -> tuple[Change, ...]:
    """The record that makes the plan of a description."""
    ids = {person.name: person.id for person in directory.people.values()}
    drafts = [_described(row)]
    for rec in row["recommendations"]:
        drafts.append(_recommendation(rec, ids))
        place = len(drafts)
        drafts += [_action(rec, action, place, ids) for action in _actions(rec)]
    stamp = Stamp(datetime.combine(today, time(9), UTC), today, None, "import: test", "import")
    return number(Plan(ORGANISATION, plan_id), drafts, stamp)


def load_plans(*paths: Path) -> tuple[tuple[Plan, ...], Directory]:
    """Several plans of one organisation from YAML files, with their common directory."""
    return _loaded(paths)


@lru_cache(maxsize=8)
def _loaded(paths: tuple[Path, ...]) -> tuple[tuple[Plan, ...], Directory]:
    rows = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    directory = directory_of(*rows)
    return tuple(plan_of(row, directory, place) for place, row in enumerate(rows, start=1)), directory


def _actions(rec: dict[str, Any]) -> list[dict[str, Any]]:
    """A recommendation without a list of actions has one, written in its own row."""
    return list(rec["actions"]) if "actions" in rec else [{**rec, "text": rec.get("action", rec["text"])}]


def _described(row: dict[str, Any]) -> Draft:
    return Draft(
        ChangeKind.PLAN,
        0,
        facts={"state": PlanState(row.get("state", "live")), **{key: True for key in FLAGS if row.get(key)}},
        words={"code": row["code"], "title": row["title"], "scheme": list(row.get("scheme", {}).items())},
    )


def _recommendation(rec: dict[str, Any], ids: dict[str, int]) -> Draft:
    sponsors = [ids[name] for name in rec.get("sponsors", ())]
    words = {"text": rec["text"], "section": rec.get("section")}
    return Draft(ChangeKind.RECOMMENDATION, None, facts={"ref": str(rec["ref"]), "sponsors": sponsors}, words=words)


def _action(rec: dict[str, Any], action: dict[str, Any], place: int, ids: dict[str, int]) -> Draft:
    timescale = _timescale(action)
    facts: dict[str, Any] = {
        "ref": str(action.get("ref", rec["ref"])),
        "recommendation": -place,
        "owners": [ids[name] for name in action.get("owners", ())],
        "status": action.get("status"),
    }
    words: dict[str, Any] = {"text": action["text"]}
    words |= {key: action[key] for key in ("measure", "steps", "cells") if key in action}
    if timescale is not None:
        facts["timescale"] = timescale.model_dump(mode="json", exclude={"text", "parts"})
        words["timescale"] = timescale.model_dump(mode="json", include={"text", "parts"})
    return Draft(ChangeKind.ACTION, None, facts=facts, words=words)


def _timescale(action: dict[str, Any]) -> Timescale | None:
    if "due" not in action:
        return None
    kind = When(action.get("kind", "period" if "end" in action else "unclear"))
    parts = tuple(part for one in action.get("parts", ()) if (part := _timescale(one)))
    return Timescale(text=action["due"], kind=kind, start=action.get("start"), end=action.get("end"), parts=parts)
