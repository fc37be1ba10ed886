"""An institution that shares: the sample register with mixed markings, and a server that answers as one partner. CHANCERY names the program."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = os.environ.get("CHANCERY", str(ROOT / "target/debug/chancery"))
MARKINGS = ["CLEAR", "GREEN", "AMBER REL(b)", "AMBER+STRICT REL(b,c) ORCON", "GREEN REL(b) NOWORDS", "RED", "AMBER REL(c)"]


class House:
    """A register, and the program run on it."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name, self.path = folder, name, folder / f"{name}.db"

    def run(self, *args: str, fails: int = 0) -> str:
        done = subprocess.run([PROGRAM, "--register", str(self.path), *args], capture_output=True, text=True, check=False)
        assert done.returncode == fails, done.stderr
        return done.stdout + done.stderr

    def add(self, count: int, begin: int = 0, marking: str = "GREEN") -> None:
        """Add made-up reports."""
        folder = self.folder / f"{self.name}-{begin}"
        folder.mkdir()
        for nth in range(begin, begin + count):
            text = f"LIMA, Jan. 2, 2026 - Report {nth}. The foreign minister of Peru met his counterpart from Chile in Lima on Friday."
            (folder / f"{nth}.txt").write_text(text)
        self.run("add", str(folder), "--marking", marking)

    def serve(self, reader: str) -> tuple[subprocess.Popen, str]:
        """A server that answers as this reader, and its address."""
        command = [PROGRAM, "--register", str(self.path), "--reader", reader, "serve", "--listen", "127.0.0.1:0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for line in server.stderr:
            if found := re.search(r"http://[0-9.:]+/", line):
                return server, found.group()
        raise AssertionError("the server does not begin")


@pytest.fixture
def house(tmp_path):
    """A register that is not there yet, by its name."""
    return lambda name: House(tmp_path, name)


@pytest.fixture
def samples(house):
    """The sample reports under mixed markings."""
    held = house("a")
    for nth, marking in enumerate(MARKINGS):
        paths = sorted(str(path) for path in (ROOT / "samples").rglob("*.txt"))[nth :: len(MARKINGS)]
        held.run("add", *paths, "--marking", marking)
    return held
