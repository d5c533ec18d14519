"""`--strict-skips`, with which make test-all runs in CI: a part that the machine lacks is a failure, not a silence."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "in a test": "import pytest\n\ndef test_one():\n    pytest.skip('no proxy here')\n",
    "by a mark": "import pytest\n\n@pytest.mark.skip(reason='no proxy here')\ndef test_one():\n    pass\n",
    "of a file": "import pytest\n\npytest.skip('no proxy here', allow_module_level=True)\n",
}


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", *options, "test_planted.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("place", SKIPS)
def test_a_skip_fails_where_nothing_may_be_skipped(place: str, tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parent / "conftest.py", tmp_path)
    (tmp_path / "test_planted.py").write_text(SKIPS[place], encoding="utf-8")
    allowed, strict = run(tmp_path), run(tmp_path, "--strict-skips")
    assert allowed.returncode in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "no proxy here" in allowed.stdout
    assert strict.returncode not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "Nothing may be skipped here" in strict.stdout
    assert "no proxy here" in strict.stdout
