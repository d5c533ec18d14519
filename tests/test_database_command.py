"""`planminder database`: what it prints, its exit codes, and that nothing is overwritten."""

from pathlib import Path

from tests.support.command import Done, planminder


def run(file: Path, *words: str) -> Done:
    return planminder("database", *words, "--database", f"sqlite:///{file}")


def test_a_copy_is_made_put_back_and_never_overwrites(example_database: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.db", tmp_path / "new.db"
    made = run(example_database, "backup", str(copy))
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr.startswith(f"Copied to {copy}.")
    restored = run(new, "restore", str(copy))
    assert (restored.returncode, restored.stderr) == (0, "Restored. Its record is whole.\n")
    refused = run(new, "restore", str(copy))
    assert refused.returncode == 1 and "already. Nothing was done" in refused.stderr
    again = run(new, "restore", str(copy), "--replace")
    assert again.returncode == 0 and "What was there is kept as " in again.stderr
    assert Path(again.stderr.rpartition("kept as ")[2].strip().removesuffix(".")).exists()
    assert (run(new, "check").returncode, run(new, "check").stderr) == (0, "The record is whole.\n")


def test_what_is_no_copy_changes_nothing(example_database: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear Sir")
    refused = run(tmp_path / "new.db", "restore", str(tmp_path / "letter"))
    assert (refused.returncode, refused.stderr.strip().endswith("is no SQLite database. Nothing was done.")) == (
        1,
        True,
    )
    assert not (tmp_path / "new.db").exists()
