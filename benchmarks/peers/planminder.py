"""Planminder itself as it is served, its settings from the environment.

`python -m benchmarks.peers.planminder PORT DATABASE`. Only the services' own allowances (50 messages a second to one
tenant, one a second to a Slack conversation) are multiplied, since the peers have none: with them the benchmark would
measure Microsoft's limits. They are still kept count of.
"""

import sys
from dataclasses import replace

import bot.channels.slack as slack
import bot.channels.teams as teams
from bot.command.serve import serve
from bot.pace import Limit, Limits

FACTOR = 10_000


def _wider(limits: Limits) -> Limits:
    def times(some: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(replace(one, messages=one.messages * FACTOR) for one in some)

    return Limits(times(limits.conversation), times(limits.organisation), times(limits.unasked))


if __name__ == "__main__":
    teams.LIMITS = _wider(teams.LIMITS)
    slack.LIMITS = _wider(slack.LIMITS)
    serve(host="127.0.0.1", port=int(sys.argv[1]), page=False, database=sys.argv[2])
