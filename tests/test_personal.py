"""What is kept of a person is given out whole, and erased so that the public record stays and nothing else does."""

import sys
from pathlib import Path

PLANMINDER = str(Path(sys.executable).with_name("planminder"))
