"""The coder in Python gives what the program gives, from lists and from tables, in any number of threads."""

import json
import pickle
import subprocess
import threading
import time
import warnings

import pyarrow as pa
import pyarrow.parquet
import pytest

import chancery
from conftest import ROOT

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))


@pytest.fixture(scope="session")
def coder():
    return chancery.Coder()


@pytest.fixture(scope="session")
def table():
    """The samples as a table of reports."""
    return pa.table({"id": [path.stem for path in SAMPLES], "text": [path.read_bytes().decode() for path in SAMPLES]})


@pytest.fixture(scope="session")
def of_program(program, table, tmp_path_factory):
    """What the program makes of the same table."""
    folder = tmp_path_factory.mktemp("program")
    pa.parquet.write_table(table, folder / "reports.parquet")
    run = [program, "code", str(folder / "reports.parquet"), "--format", "parquet", "--output", str(folder / "records.parquet")]
    subprocess.run(run, check=True, capture_output=True)
    return pa.parquet.read_table(folder / "records.parquet")


def test_one_report_is_coded_as_the_program_codes_it(coder, program):
    for path in SAMPLES[:12]:
        line = subprocess.run([program, "code", str(path), "--format", "jsonl"], check=True, capture_output=True).stdout
        assert coder.code(path.read_bytes().decode(), id=path.stem) == json.loads(line)


def test_a_table_is_coded_as_the_program_codes_it(coder, table, of_program):
    coded = coder.code_batch(table)
    assert coded.num_rows > 500
    assert coded.schema.equals(of_program.schema)
    assert coded.to_pylist() == of_program.to_pylist()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(coder, table, of_program, threads):
    assert coder.code_batch(table, threads=threads).to_pylist() == of_program.to_pylist()


def test_batches_of_any_sort_give_the_same(coder, table, of_program):
    rows = of_program.to_pylist()
    chunked = pa.concat_tables([table.slice(0, 7), table.slice(7, 1), table.slice(8)])
    assert coder.code_batch(chunked).to_pylist() == rows
    for kind in (pa.large_string(), pa.string_view()):
        assert coder.code_batch(table.cast(pa.schema([("id", kind), ("text", kind)]))).to_pylist() == rows
    assert coder.code_batch(table.combine_chunks().to_batches()[0]).to_pylist() == rows
    renamed = table.rename_columns(["name", "body"])
    assert coder.code_batch(renamed, text="body", id="name").to_pylist() == rows


def test_polars_goes_in_and_out(coder, table, of_program):
    polars = pytest.importorskip("polars")
    coded = polars.from_arrow(coder.code_batch(polars.from_arrow(table)))
    assert coded.to_dicts() == of_program.to_pylist()


def test_a_list_is_coded_and_numbered(coder, table):
    texts = table["text"].to_pylist()
    batch = coder.code_batch(texts)
    assert isinstance(batch, pa.RecordBatch)
    assert batch["document"].to_pylist()[0] == "0"
    assert batch["evidence"].to_pylist() == coder.code_batch(table)["evidence"].to_pylist()
    for row in batch.to_pylist():
        assert texts[int(row["document"])][row["start"] : row["end"]] == row["evidence"]
    frame = batch.to_pandas()
    assert frame["score"].dtype == "float64" and len(frame) == batch.num_rows


def test_what_a_table_tells_of_a_report_counts(coder):
    table = pa.table({"text": ["Norway on Tuesday condemned Chile."] * 2, "date": ["2025-03-05T10:00:00Z", None], "source": ["Wire", None], "lang": ["en", "en-GB"]})
    rows = coder.code_batch(table).to_pylist()
    assert [(row["published"], row["date"]) for row in rows] == [("2025-03-05", "2025-03-04"), (None, None)]
    assert coder.code_batch(table, date="2024-01-03").to_pylist()[1]["date"] == "2024-01-02"


def test_reports_that_cannot_be_coded_are_told(coder):
    table = pa.table({"id": ["a", "b", "c"], "text": ["", "Norway condemned Chile.", None]})
    refused = []
    assert coder.code_batch(table, refused=refused)["document"].to_pylist() == ["b"]
    assert [name for name, _ in refused] == ["a", "c"] and "empty" in refused[0][1]
    with pytest.warns(chancery.RefusedWarning, match="2 reports were refused; the first: a"):
        coder.code_batch(table)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        coder.code_batch(table.slice(1, 1))


def test_archives_are_read(coder, tmp_path, of_program):
    import zipfile

    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for sample in SAMPLES:
            archive.write(sample, sample.name)
    coded = coder.code_archive(path.read_bytes(), "reports.zip")
    assert sorted(coded["id"].to_pylist()) == sorted(of_program["id"].to_pylist())


def test_faults_have_exceptions_of_their_own(coder, tmp_path):
    with pytest.raises(chancery.RefusedError, match="empty"):
        coder.code("")
    with pytest.raises(ValueError, match="no pack for the language `xx`; there are en, "):
        coder.code("Norway condemned Chile.", lang="xx")
    with pytest.raises(ValueError, match="write YYYY"):
        coder.code("Norway condemned Chile.", date="yesterday")
    with pytest.raises(KeyError, match="there is no column `body`; the table has text"):
        coder.code_batch(pa.table({"text": ["x"]}), text="body")
    with pytest.raises(TypeError, match="type Int64; cast it"):
        coder.code_batch(pa.table({"text": [1]}), text="text")
    with pytest.raises(chancery.DataError):
        chancery.Coder(packs=[tmp_path / "nowhere"])
    for error in (chancery.RefusedError, chancery.RegisterError, chancery.DataError):
        assert issubclass(error, chancery.ChanceryError)


def test_a_coder_goes_to_other_processes_by_loading_it_there(coder):
    assert pickle.loads(pickle.dumps(coder)).data == coder.data


def test_the_interpreter_goes_on_meanwhile(coder, table):
    many = pa.concat_tables([table] * 30)
    ticks, done = 0, threading.Event()

    def work():
        coder.code_batch(many, threads=1)
        done.set()

    thread = threading.Thread(target=work)
    begun = time.monotonic()
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    took = time.monotonic() - begun
    assert ticks > took / 0.001 / 20, "with the lock held, this loop would stand still"
