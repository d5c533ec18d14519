"""What the process that serves does without: libraries that read and write documents are for whoever does that."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = {"alembic", "docx", "docxtpl", "jinja2", "openpyxl", "pdfminer", "pdfplumber", "PIL", "xlrd"}
SERVING = "bot.command.serve, bot.health, bot.metrics, bot.channels.teams, bot.channels.slack"


def test_what_serves_loads_no_library_of_documents_and_none_that_upgrades_a_database() -> None:
    shown = f"import sys, {SERVING}; print(*{{one.partition('.')[0] for one in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()
    assert "aiohttp" in done.stdout.split()
