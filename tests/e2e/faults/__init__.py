"""What a bot loses by faults: it is killed, its disk is full, its database goes away. `python -m tests.e2e.faults`."""
