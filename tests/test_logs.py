"""What reaches the log of a turn that fails."""

import pytest
import structlog

from bot import logs


def test_a_traceback_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    def fails(address: str) -> None:
        raise RuntimeError(len(address))

    logs.aside(whole=True)
    try:
        fails("anne.brinkley" + "@oldbridge")
    except RuntimeError:
        structlog.get_logger("test").exception("turn failed")
    finally:
        structlog.reset_defaults()
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "brinkley@oldbridge" not in told  # before: the pretty traceback printed every local variable
