import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # each fuzzer is a script of its own as well
