"""How a plan is set up, in words: each setting's label and how it stands."""

from collections.abc import Iterable

from dialogs.words import say
from storage.people import Directory
from storage.plan import Plan

SAID = ("reminders", "interval", "escalation", "approval")  # in the order in which they are shown
FIELDS = {  # the fields of `Plan` that each is made of
    "reminders": ("reminders",),
    "interval": ("interval_days",),
    "escalation": ("escalation", "grace_days"),
    "approval": ("approval",),
}


def label(setting: str) -> str:
    return say(f"settings.label.{setting}")


def named(setting: str) -> str:
    """What is set, without its value: "whether later dates need a yes"."""
    return say(f"settings.name.{setting}")


def value(plan: Plan, setting: str) -> str:
    """ "After 2 working days without an answer", "off"."""
    numbers = {
        "reminders": int(plan.reminders),
        "interval": plan.interval_days,
        "escalation": plan.grace_days if plan.escalation else 0,
        "approval": int(plan.approval),
    }
    return say(f"settings.value.{setting}", n=numbers[setting])


def part(plan: Plan, setting: str) -> str:
    """ "Escalation off"."""
    return say("settings.part", label=label(setting), value=value(plan, setting))


def differences(before: Plan, after: Plan, directory: Directory) -> list[str]:
    """A line for each setting that is otherwise: "CPC23: escalation off → after 2 working days …"."""
    return [*_of_settings(before, after), *_of_access(before, after, directory)]


def _of_access(before: Plan, after: Plan, directory: Directory) -> list[str]:
    """Whether it is restricted from now on, and who has which part in it, or has none any more."""
    told = []
    if before.restricted != after.restricted:
        told.append(say("access.now_restricted" if after.restricted else "access.now_open", plan=after.code))
    for key in dict.fromkeys((*before.members, *after.members)):
        given = after.members.get(key)
        if given == before.members.get(key):
            continue
        slots = {"plan": after.code, "name": directory.name(int(key))}
        told.append(say(f"access.given_{given}", **slots) if given else say("access.taken", **slots))
    return told


def _of_settings(before: Plan, after: Plan) -> list[str]:
    slots = ((one, value(before, one), value(after, one)) for one in SAID)
    return [
        say("settings.read_back", plan=after.code, label=label(one), old=old, new=new)
        for one, old, new in slots
        if old != new
    ]


def of_fields(fields: Iterable[str]) -> list[str]:
    """The settings that some fields belong to."""
    named = set(fields)
    return [one for one in SAID if named.intersection(FIELDS[one])]
