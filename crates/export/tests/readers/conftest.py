"""Registers to export, and what they hold, read from their views by SQLite itself.

CHANCERY names the program. CHANCERY_GENERATED names a file of made-up reports (`cargo xtask generate --out reports.jsonl`): a register of them, with the
samples for the sake of their languages, is made too, and every test runs over it as well.
"""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = os.environ.get("CHANCERY", str(ROOT / "target/debug/chancery"))
GENERATED = os.environ.get("CHANCERY_GENERATED")


class Held:
    """A register: the program run on it, and queries of its views."""

    def __init__(self, path: Path, folder: Path):
        self.path, self.folder = path, folder
        self.db = sqlite3.connect(path)
        self.db.row_factory = sqlite3.Row

    def export(self, format: str, *args: str, name: str) -> Path:
        """The file that `chancery export` writes."""
        out = self.folder / name
        command = [PROGRAM, "--register", str(self.path), "export", format, "--out", str(out), *args]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return out

    def rows(self, query: str) -> list[dict]:
        return [dict(row) for row in self.db.execute(query)]

    def texts(self) -> dict[str, str]:
        """Each document that counts, as it was given."""
        query = "SELECT d.name, x.text FROM document d JOIN document_text x ON x.document = d.id WHERE d.superseded_by IS NULL"
        return dict(self.db.execute(query).fetchall())


def _register(folder: Path, *inputs: str) -> Held:
    path = folder / "register.db"
    subprocess.run([PROGRAM, "--register", str(path), "add", *inputs], check=True, capture_output=True, cwd=ROOT)
    return Held(path, folder)


@pytest.fixture(scope="session", params=["samples", "generated"])
def held(request, tmp_path_factory) -> Held:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "samples":
        return _register(folder, "samples")
    if not GENERATED:
        pytest.skip("CHANCERY_GENERATED names no file of made-up reports")
    return _register(folder, GENERATED, "samples")


@pytest.fixture(scope="session")
def program() -> str:
    return PROGRAM
