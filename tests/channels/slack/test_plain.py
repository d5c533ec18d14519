"""Slack's markup → words."""

import pytest

from bot.channels.slack.plain import Words, mentioned, words
from tests.channels.slack.bodies import ANNE, BOT, IAN

NAMES = {ANNE: "Anne Brinkley", IAN: "Ian Farrow"}

SAID = [
    ("5 amber &amp; 6 &lt; 7 &gt; 8", "5 amber & 6 < 7 > 8"),
    ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
    (f"<@{BOT}> 5 amber", "5 amber"),
    (f"5 amber <@{BOT}>", "5 amber"),
    (f"just <@{IAN}>'s", "just Ian Farrow's"),
    ("assign 5 to <@U0NEW|petra>", "assign 5 to petra"),
    ("assign 5 to <@U0NEW>", "assign 5 to @U0NEW"),
    ("post in <#C0PLAN|cabinet>", "post in #cabinet"),
    ("<!channel> and <!here> and <!subteam^S1|@housing>", "@channel and @here and @housing"),
    ("on <!date^1795426200^{date}|22 November>", "on 22 November"),
    ("5 done, see <https://example.org/a?b=1&amp;c=2>", "5 done, see https://example.org/a?b=1&c=2"),
    ("see <http://example.org|example.org>", "see example.org"),
    ("see <https://example.org/minutes|the minutes>", "see the minutes (https://example.org/minutes)"),
    ("ask <mailto:anne@example.org|anne@example.org>", "ask anne@example.org"),
    ("5 :white_check_mark:", "5 ✅"),
    ("5 :large_green_circle: :+1::skin-tone-3:", "5 🟢 👍"),
    ("at 10:30:45 :shipit:", "at 10:30:45 :shipit:"),
    ("*5* _amber_, `6` ```7```", "5 amber, 6 7"),
    ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
    ("  5   amber \n\n 6  red ", "5 amber\n\n6 red"),
    ("<", "<"),
    ("<>", "<>"),
]


@pytest.mark.parametrize(("sent", "said"), SAID)
def test_markup_becomes_the_words_that_were_typed(sent: str, said: str) -> None:
    assert words(sent, NAMES, frozenset({BOT})) == Words(said)


def test_quoted_lines_are_not_the_speakers_own() -> None:
    sent = f"&gt; 5 is red\n&gt;<@{IAN}> says so\nno, 5 amber"
    assert words(sent, NAMES, frozenset({BOT})) == Words("no, 5 amber", "5 is red\nIan Farrow says so")


def test_three_marks_quote_all_that_follows() -> None:
    assert words("6 done\n&gt;&gt;&gt; 5 red\n6 red", NAMES) == Words("6 done", "5 red\n6 red")


def test_each_mentioned_user_is_named_once() -> None:
    assert mentioned(f"<@{ANNE}> <@{IAN}|ian> <@{ANNE}> &lt;@U0X&gt; <#C1>") == (ANNE, IAN)
