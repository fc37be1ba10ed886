"""The shares of an input hold each report once, wherever it is cut, and a task that is run again writes the same file."""

import json
import pickle

import pyarrow as pa
import pyarrow.parquet
import pytest

import chancery
from chancery import _parts

TEXTS = ["Na Uy ngày 4/3 kêu gọi Chile kiềm chế.", "노르웨이는 칠레를 비난했다.", "Norway condemned Chile.", "Norway promised Chile $5 million by June."]
NAMES = _parts.FIELDS


def report(number):
    return {"id": f"r-{number}", "text": TEXTS[number % 4] + " " * (number % 7), "date": "2025-03-05"}


def of_shares(tasks, form, batch=3):
    """The ids of the reports of all tasks, one after the other."""
    return [id for task in tasks for share in task.shares for some in _parts.reports(share, form, NAMES, batch) for id in some["id"].to_pylist()]


@pytest.fixture
def lines(tmp_path):
    """A report on each line; one is blank, and the last has no end."""
    path = tmp_path / "reports.jsonl"
    written = [json.dumps(report(n), ensure_ascii=False) for n in range(23)]
    path.write_text("\n".join([*written[:5], "", *written[5:]]), encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path):
    """23 reports in groups of five rows."""
    path = tmp_path / "reports.parquet"
    pa.parquet.write_table(pa.Table.from_pylist([report(n) for n in range(23)]), path, row_group_size=5)
    return path


def job(tmp_path, form, **more):
    return _parts.Job(_parts.place(str(tmp_path / "records")), form, NAMES, **more)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("pieces", [1, 2, 3, 7, 23, 500])
def test_each_line_is_of_one_share(lines, pieces):
    tasks = _parts.cut(_parts.files(str(lines)), "jsonl", pieces)
    assert of_shares(tasks, "jsonl") == [f"r-{n}" for n in range(23)]


def test_lines_may_be_cut_at_any_byte(tmp_path):
    path = tmp_path / "short.jsonl"
    path.write_text('{"text":"가"}\n\n{"text":"b"}\n{"text":"ế"}', encoding="utf-8")
    size = path.stat().st_size
    for pieces in range(1, size + 1):
        shares = [share for task in _parts.cut(_parts.files(str(path)), "jsonl", pieces) for share in task.shares]
        assert len(shares) == pieces
        assert [text for share in shares for some in _parts.reports(share, "jsonl", NAMES, 2) for text in some["text"].to_pylist()] == ["가", "b", "ế"]


@pytest.mark.parametrize("pieces", [1, 2, 3, 7, 23, 40])
def test_each_row_is_of_one_share_however_they_are_grouped(table, pieces):
    tasks = _parts.cut(_parts.files(str(table)), "parquet", pieces)
    assert len(tasks) == pieces
    assert of_shares(tasks, "parquet") == [f"r-{n}" for n in range(23)]


def test_small_files_share_a_task_and_packed_ones_are_whole(tmp_path):
    for number in range(10):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(report(number)))
    tasks = _parts.cut(_parts.files(f"{tmp_path}/*.jsonl"), "jsonl", 3)
    assert len(tasks) == 3 and [task.number for task in tasks] == [0, 1, 2]
    assert of_shares(tasks, "jsonl") == [f"r-{n}" for n in range(10)]
    with pa.output_stream(tmp_path / "a.jsonl.gz", compression="gzip") as out:
        out.write("\n".join(json.dumps(report(n)) for n in range(9)).encode())
    tasks = _parts.cut(_parts.files(str(tmp_path / "a.jsonl.gz")), "jsonl", 3)
    assert [len(task.shares) for task in tasks] == [1]
    assert of_shares(tasks, "jsonl") == [f"r-{n}" for n in range(9)]


def test_patterns_choose_files(tmp_path, monkeypatch):
    for name in ("a/1.jsonl", "a/2.json", "b/lang=ko/3.jsonl", "b/_temporary/4.jsonl", "b/.5.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    monkeypatch.chdir(tmp_path)

    def names(pattern):
        return [file.path.rsplit("/", 1)[1] for file in _parts.files(pattern)]

    assert names(str(tmp_path)) == names(f"file://{tmp_path}") == names(".") == ["1.jsonl", "2.json", "3.jsonl"]
    assert names("a/*.jsonl") == names("*/?.jsonl") == ["1.jsonl"]
    assert names("b") == names("b/*") == names("*/lang=*") == ["3.jsonl"]
    with pytest.raises(ValueError, match="no file to read at c"):
        _parts.files("c")
    (task,) = _parts.cut(_parts.files("b"), "jsonl", None)
    (rows,) = _parts.reports(task.shares[0], "jsonl", NAMES, 10)
    assert rows["lang"].to_pylist() == ["ko"] and rows["text"].to_pylist() == [None]
    assert _parts.columns(task.shares[0], "jsonl") == {"lang"}


def test_reports_without_an_id_are_called_by_their_text(tmp_path):
    path = tmp_path / "reports.jsonl"
    path.write_text('{"text": "a"}\n{"text": "b", "id": 7}\nno report\n["nor this"]\n')
    (task,) = _parts.cut(_parts.files(str(path)), "jsonl", None)
    (rows,) = _parts.reports(task.shares[0], "jsonl", NAMES, 10)
    assert rows["id"].to_pylist() == ["ca978112ca1bbdca", "7", None, None]
    assert job(tmp_path, "jsonl")(task) == _parts.Count(records=0, refused=2), "the two that are no reports"


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_records_are_those_of_one_batch_and_the_same_when_run_again(form, lines, table, tmp_path):
    tasks = _parts.cut(_parts.files(str(lines if form == "jsonl" else table)), form, 3)
    code = pickle.loads(pickle.dumps(job(tmp_path, form, batch=4)))
    counts = [code(task) for task in tasks]
    written = contents(tmp_path / "records")
    assert {name.split("/")[-1] for name in written} == {"part-00000.parquet", "part-00001.parquet", "part-00002.parquet"}
    assert code(tasks[1]) == counts[1] and contents(tmp_path / "records") == written
    alone = chancery.Coder().code_batch(pa.Table.from_pylist([report(n) for n in range(23)]))
    read = pa.concat_tables(
        pa.parquet.read_table(tmp_path / "records" / name, partitioning=None).append_column("record", pa.array([name.split("=")[1].split("/")[0]] * rows))
        for name in written
        if (rows := pa.parquet.read_metadata(tmp_path / "records" / name).num_rows)
    )
    keys = [("document", "ascending"), ("record", "ascending"), ("id", "ascending")]
    assert sum(count.records for count in counts) == alone.num_rows > 23
    assert read.select(alone.column_names).sort_by(keys).combine_chunks().equals(alone.sort_by(keys).combine_chunks())


def test_nothing_is_left_of_a_task_that_fails(table, tmp_path, monkeypatch):
    tasks = _parts.cut(_parts.files(str(table)), "parquet", 1)
    code = job(tmp_path, "parquet", batch=5)
    real, batches = _parts.reports, []

    def breaks(*given):
        for some in real(*given):
            batches.append(some)
            if len(batches) == 3:
                raise OSError("the disk is gone")
            yield some

    monkeypatch.setattr(_parts, "reports", breaks)
    with pytest.raises(OSError, match="gone"):
        code(tasks[0])
    assert contents(tmp_path / "records") == {}
    # The third batch is over, so that now it comes to its end.
    assert code(tasks[0]).records and len(contents(tmp_path / "records")) >= 1


def test_the_output_counts_when_it_says_so(table, tmp_path):
    inputs = _parts.files(str(table))
    output = tmp_path / "records"
    into = _parts.place(str(output))
    _parts.begin(into, inputs, False)
    job(tmp_path, "parquet")(_parts.cut(inputs, "parquet", 1)[0])
    (output / "_temporary/left-by-one-that-was-killed").touch()
    _parts.finish(into)
    assert sorted(path.name for path in output.iterdir()) == ["_SUCCESS", "record=commitment", "record=event"]
    with pytest.raises(ValueError, match="already exists"):
        _parts.begin(into, inputs, False)
    _parts.begin(into, inputs, True)
    assert not output.exists()
    with pytest.raises(ValueError, match="is read from"):
        _parts.begin(_parts.place(str(tmp_path)), inputs, True)
    assert table.exists()
