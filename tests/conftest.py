"""What every test shares: no settings from outside, the example plan, and no skips where everything must run."""

import asyncio
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

for _name in [
    name for name in os.environ if name.startswith("PLANMINDER_") and not name.startswith("PLANMINDER_TEST_")
]:
    del os.environ[_name]
os.environ["PLANMINDER_REMINDERS"] = (
    "false"  # a test that is about them says so; in others they would only be in the way
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-skips", action="store_true", help="a skipped test fails: the machine must have every part"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse_skip(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(collector.config, report)
    return report


def _refuse_skip(config: pytest.Config, report: Any) -> None:
    if config.getoption("--strict-skips") and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here (--strict-skips). {reason}"


@pytest.fixture(scope="session")
def example_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plan with its people and history, as the real bot made it. Copy it before writing to it."""
    from bot import demo  # here, so that tests which need no bot run without one
    from bot.settings import read
    from storage.store import prepare

    database = tmp_path_factory.mktemp("example") / "example.db"
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")

    async def make() -> None:
        await prepare(settings.database_url)
        await demo.prepare(settings, settings.organisation, demo.example())

    asyncio.run(make())
    return database
