"""The register in Python gives what the exports give."""

import subprocess

import pyarrow as pa
import pyarrow.parquet
import pytest

import chancery


@pytest.fixture(scope="module")
def register(register_path):
    return chancery.Register(register_path)


def export(program, register_path, folder, *args):
    out = folder / "export.parquet"
    subprocess.run([program, "--register", str(register_path), "export", "parquet", "--out", str(out), *args], check=True, capture_output=True)
    return pa.parquet.read_table(out)


@pytest.mark.parametrize("rows", ["events", "reports"])
def test_acts_are_those_of_the_export(register, program, register_path, tmp_path, rows):
    table = export(program, register_path, tmp_path, "--table", rows)
    assert table.num_rows > 100
    answer = register.events(rows=rows)
    assert answer.schema.equals(table.schema) and answer.to_pylist() == table.to_pylist()


@pytest.mark.parametrize("rows", ["commitments", "steps"])
def test_commitments_are_those_of_the_export(register, program, register_path, tmp_path, rows):
    table = export(program, register_path, tmp_path, "--table", rows)
    assert table.num_rows > 50
    assert register.commitments(rows=rows).to_pylist() == table.to_pylist()


@pytest.mark.parametrize(
    "asked, args",
    [
        ({"party": "Zambia"}, ["--party", "Zambia"]),
        ({"party": ["ZMB", "Zimbabwe"], "type": "consult"}, ["--party", "ZMB", "--party", "Zimbabwe", "--type", "consult"]),
        ({"since": "2026-02", "until": "2026-03-10", "status": "actual"}, ["--from", "2026-02", "--to", "2026-03-10", "--status", "actual"]),
        ({"lang": "ko", "as_of": "2026-03-01"}, ["--lang", "ko", "--as-of", "2026-03-01"]),
        ({"place": "Rô-ma"}, ["--place", "Rô-ma"]),
        ({"limit": 5}, ["-n", "5"]),
    ],
)
def test_filters_mean_what_they_mean_on_the_command_line(register, program, register_path, tmp_path, asked, args):
    table = export(program, register_path, tmp_path, *args)
    assert 0 < table.num_rows < register.events().num_rows
    assert register.events(**asked).to_pylist() == table.to_pylist()


def test_sql_gives_typed_columns(register):
    table = register.sql("SELECT type, count(*) AS acts, avg(score) AS score, NULL AS empty FROM events GROUP BY type ORDER BY type")
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.string()]
    assert table["acts"].to_pylist() == [n for n in table["acts"].to_pylist() if n > 0] and table["empty"].null_count == table.num_rows
    frame = table.to_pandas()
    assert frame["acts"].sum() == register.events().num_rows


def test_faults_are_told(register, tmp_path):
    with pytest.raises(chancery.RegisterError, match="there is no register at"):
        chancery.Register(tmp_path / "none.db")
    with pytest.raises(chancery.RegisterError, match="only reading is allowed"):
        register.sql("DELETE FROM act")
    with pytest.raises(chancery.RegisterError, match="no such table"):
        register.sql("SELECT * FROM nowhere")
    with pytest.raises(ValueError, match="is no party that chancery knows"):
        register.events(party="Atlantis")
    with pytest.raises(ValueError, match="write YYYY"):
        register.events(since="then")
    with pytest.raises(ValueError, match="rows is events or reports"):
        register.events(rows="steps")
