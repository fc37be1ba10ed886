"""The register of the samples, and the program to compare with: CHANCERY names it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def program() -> str:
    return os.environ.get("CHANCERY", str(ROOT / "target/debug/chancery"))


@pytest.fixture(scope="session")
def register_path(program, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("register") / "register.db"
    subprocess.run([program, "--register", str(path), "add", "samples"], check=True, capture_output=True, cwd=ROOT)
    return path
