"""One change costs what it changes: what it leaves alone is the earlier plan's own, and nothing is made twice."""

from dataclasses import replace

from storage.plan import ChangeKind, Draft, Plan
from storage.rebase import followed, rebased
from storage.replay import advance
from storage.status import Status
from storage.work import Recorded
from tests.storage.council import FIRST, SECOND, drafts, recorded, update


def founded() -> Plan:
    nothing = Plan("borsetshire", 1)
    return advance(nothing, recorded(nothing, drafts()).changes)


def test_an_update_copies_the_actions_alone_and_alters_nothing_of_the_plan_before() -> None:
    plan = founded()
    before = dict(plan.actions)
    after = advance(plan, update(plan, FIRST, "slipping", "red").changes)
    assert after.actions[FIRST].status is Status.RED
    assert dict(plan.actions) == before
    assert after.by_ref is plan.by_ref
    assert after.recommendations is plan.recommendations
    assert after.actions[SECOND] is plan.actions[SECOND]


def test_a_new_number_and_a_removed_action_leave_the_plan_before_as_it_was() -> None:
    plan = founded()
    refs, parts = dict(plan.by_ref), dict(plan.recommendations)
    renamed = advance(plan, recorded(plan, [Draft(ChangeKind.EDIT, FIRST, {"ref": "1.9"})]).changes)
    gone = advance(renamed, recorded(renamed, [Draft(ChangeKind.EDIT, SECOND, {"removed": True})]).changes)
    assert (plan.by_ref, plan.recommendations) == (refs, parts)
    assert renamed.find("1.9") == (renamed.actions[FIRST],)
    assert SECOND in renamed.actions
    assert SECOND not in gone.actions


def test_what_was_seen_is_taken_only_behind_the_plan_that_it_was_seen_of() -> None:
    plan = founded()
    write = update(plan, FIRST, "slipping", "red")
    seen = Recorded(write.plan, write.expected, write.changes, advance(plan, write.changes))
    assert followed(plan, seen) is seen.after
    later = advance(plan, update(plan, SECOND, "done").changes)
    moved = rebased(seen, later)
    assert moved is not None
    assert moved.after is None
    assert followed(later, moved).actions[SECOND].updates[-1].note == "done"


def test_a_write_is_not_moved_behind_changes_that_the_plan_does_not_remember() -> None:
    plan = founded()
    write = update(plan, FIRST, "slipping")
    later = advance(plan, update(plan, SECOND, "done").changes)
    assert rebased(write, later) is not None
    assert rebased(write, replace(later, recent=())) is None
    assert rebased(write, replace(later, recent=later.recent[:-1])) is None


def test_drafts_of_one_message_see_those_before_them() -> None:
    plan = founded()
    twice = [Draft(ChangeKind.UPDATE, FIRST, {"status": one}, {"note": one}) for one in ("amber", "red")]
    first, second = recorded(plan, twice).changes
    assert (first.before["status"], second.before["status"]) == (Status.GREEN, Status.AMBER)


def test_a_write_that_was_decided_against_a_later_plan_than_the_one_that_stands_is_decided_again() -> None:
    """As after another server has taken over, or a file was put back: what it replaces never stood there."""
    plan = founded()
    later = advance(plan, update(plan, SECOND, "done", "red").changes)
    write = update(later, FIRST, "slipping", "amber")
    assert rebased(write, plan) is None
    assert rebased(write, Plan(plan.organisation, plan.id)) is None
