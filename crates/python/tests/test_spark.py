"""The coder on two executors of Spark, each a process of its own, gives what one process gives, also when one of them is killed.

CHANCERY_SPARK_REPORTS is the number of reports [default: 4000]; CHANCERY_SPARK_GENERATED a file of made-up reports in JSON Lines to take them from (else
the samples, over and over).
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest

import chancery
from conftest import ROOT

pytest.importorskip("pyspark", reason="PySpark is not here (pip install 'chancery[spark]'): the coder was NOT tried on it")
if not shutil.which("java"):
    pytest.skip("java is not here: the coder was NOT tried on Spark", allow_module_level=True)

NUMBER = int(os.environ.get("CHANCERY_SPARK_REPORTS", "4000"))
GENERATED = os.environ.get("CHANCERY_SPARK_GENERATED")
TASKS = 16
KEYS = [("document", "ascending"), ("id", "ascending"), ("record", "ascending")]


def made():
    if GENERATED:
        with open(GENERATED, encoding="utf-8") as lines:
            reports = [json.loads(line) for line in lines]
        texts, dates = [report["text"] for report in reports], [report.get("date") for report in reports]
    else:
        texts = [path.read_bytes().decode() for path in sorted((ROOT / "samples").glob("*.txt"))]
        dates = [None] * len(texts)
    rows = range(NUMBER)
    # Each report is another one, as reports are.
    return pa.table(
        {
            "id": [f"r-{n:07}" for n in rows],
            "text": [f"{texts[n % len(texts)]}\n\n({n})" for n in rows],
            "date": pa.array([dates[n % len(texts)] for n in rows], pa.string()),
        }
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    path = tmp_path_factory.mktemp("spark") / "reports.parquet"
    pa.parquet.write_table(made(), path, row_group_size=max(500, NUMBER // 40))
    return path


@pytest.fixture(scope="module")
def alone(reports):
    """What one process makes of them, in rows and seconds."""
    table = pa.parquet.read_table(reports)
    coder = chancery.Coder()
    begun = time.monotonic()
    rows = coder.code_batch(table, threads=1, refused=[])
    return sort(rows), time.monotonic() - begun


def sort(table):
    return table.select(sorted(table.column_names)).sort_by(KEYS).combine_chunks()


def read(folder):
    table = pa.dataset.dataset(folder, partitioning=pa.dataset.partitioning(pa.schema([("record", pa.string())]), flavor="hive")).to_table()
    return sort(table)


def environment():
    """PySpark's workers find the package where this process does."""
    paths = [path for path in sys.path if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def start(reports, out, *more):
    # By a name that means something else where the executors run.
    command = [sys.executable, "-m", "chancery.spark", "--master", "local-cluster[2,1,1024]", "--input", str(reports), "--output", out.name, "--partitions", str(TASKS), *more]
    return subprocess.Popen(command, cwd=out.parent, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def same(one, other):
    assert one.num_rows == other.num_rows
    assert one.equals(other), "cell by cell"


def contents(folder):
    """The files of a folder, by name."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def together(reports, tmp_path_factory):
    """What two executors make of them, and the seconds."""
    folder = tmp_path_factory.mktemp("together") / "records"
    begun = time.monotonic()
    job = start(reports, folder)
    said, _ = job.communicate(timeout=3600)
    assert job.returncode == 0, said[-3000:]
    return folder, time.monotonic() - begun


def test_two_executors_give_what_one_process_gives(alone, together):
    expected, seconds = alone
    folder, in_all = together
    same(read(folder), expected)
    print(f"{NUMBER} reports, {expected.num_rows} records: {seconds:.1f} s in one process, {in_all:.1f} s in all on two executors")


def test_rows_through_spark_are_the_same(alone, reports, tmp_path):
    job = start(reports, tmp_path / "records", "--through-spark")
    said, _ = job.communicate(timeout=3600)
    assert job.returncode == 0, said[-3000:]
    same(read(tmp_path / "records"), alone[0])


def executors():
    """The processes of the executors that this test started."""
    found = subprocess.run(["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True, check=False).stdout.split()
    return [int(pid) for pid in found if str(os.getpid()) in ancestors(int(pid))]


def ancestors(pid):
    line = []
    while pid > 1:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                pid = int(stat.read().rsplit(")", 1)[1].split()[1])
        except FileNotFoundError:
            break
        line.append(str(pid))
    return line


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="executors are found by way of /proc")
def test_an_executor_that_is_killed_changes_nothing(reports, alone, together, tmp_path):
    job = start(reports, tmp_path / "records")
    # Read what it says, so that it is never kept waiting.
    said = []
    reader = threading.Thread(target=lambda: said.extend(job.stdout))
    reader.start()
    running, whole = [], None
    while job.poll() is None and whole is None:
        running = running or executors()
        # Something is being written, whole or not.
        if running and next((tmp_path / "records").rglob("*.parquet"), None):
            os.kill(running[0], signal.SIGKILL)
            whole = len(list((tmp_path / "records").rglob("record=event/part-*.parquet")))
        time.sleep(0.01)
    assert job.wait(timeout=3600) == 0, "".join(said)[-3000:]
    reader.join()
    assert whole is not None and whole < TASKS, f"an executor was killed in the middle; {whole} parts were whole"
    same(read(tmp_path / "records"), alone[0])
    assert contents(tmp_path / "records") == contents(together[0]), "file by file"


def test_an_output_that_is_there_is_not_written_over(reports, tmp_path):
    (tmp_path / "records").mkdir()
    job = start(reports, tmp_path / "records")
    said, _ = job.communicate(timeout=600)
    assert job.returncode == 2 and "already exists" in said.lower(), said[-2000:]
