"""The conversation in the README is what the bot says, word for word.

To write it anew (then read it): PLANMINDER_TEST_WRITE=1 make test
"""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
SHOWN = re.compile(r"<!-- conversation -->\n(.*?)<!-- /conversation -->", re.DOTALL)


def test_the_readme_shows_what_the_demo_plays() -> None:
    command = [str(Path(sys.executable).with_name("planminder")), "demo", "--play"]
    played = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=60)
    block = f"```text\n{played.stdout.strip()}\n```\n"
    readme = README.read_text("utf-8")
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        readme = SHOWN.sub(lambda _: f"<!-- conversation -->\n{block}<!-- /conversation -->", readme)
        README.write_text(readme, "utf-8")
    found = SHOWN.search(readme)
    assert found is not None
    assert found[1] == block
