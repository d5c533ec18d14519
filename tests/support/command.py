"""The `planminder` command in the test's own process: its arguments, input and environment in; codes and texts out.

A process for each call costs a second or two; those tests that are about the process itself (pipes, terminals,
signals) start one all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from typer.testing import CliRunner, Result

from bot.__main__ import app


@dataclass(frozen=True, slots=True)
class Done:
    """What `subprocess.run` would have told of it."""

    returncode: int
    stdout: str
    stderr: str


def planminder(*words: str, typed: str = "", env: Mapping[str, str] | None = None) -> Done:
    """Runs the command; what it did not expect is raised, where a process would have shown a traceback."""
    done = invoked(words, env=env, typed=typed)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def invoked(words: Sequence[str], *, env: Mapping[str, str] | None = None, typed: str = "") -> Result:
    """The same with all that the runner tells of it."""
    before = structlog.get_config()
    try:
        return CliRunner().invoke(app, list(words), input=typed, env=env)
    finally:
        structlog.configure(**before)  # how much the command logs, and where, is its own affair
