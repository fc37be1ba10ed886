"""The flat tables, read back by the csv module, json, pyarrow and pandas, and compared with the register's views cell by cell."""

import csv
import json
import math

import pandas
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

TABLES = ["events", "reports", "commitments", "steps"]


def listed(codes):
    """Lists of the views are parted by blanks."""
    return "; ".join(codes.split()) or None if codes else None


def expected_events(held):
    reports = {}
    for row in held.rows("SELECT rowid, * FROM event_reports"):
        reports.setdefault(row["event"], []).append(row)
    for row in held.rows("SELECT * FROM events"):
        told = reports[row["id"]]
        yield row["id"], {
            "id": row["id"], "type": row["type"], "mode": row["mode"], "status": row["status"], "quad_class": row["quad_class"], "score": row["score"],
            "date": row["date"], "actors": listed(row["actors"]), "recipients": listed(row["recipients"]), "place": row["place"],
            "country": row["country"], "contexts": listed(row["contexts"]), "confidence": row["confidence"], "reports": row["reports"],
            "independent_sources": row["independent_sources"],
            "conflicts": "; ".join(c["field"] for c in json.loads(row["conflicts"])) or None,
            "marking": "CLEAR",
        }, [(t["document"], t["start"], t["end"], t["quotation"]) for t in told]  # fmt: skip


def expected_reports(held):
    for row in held.rows("SELECT * FROM event_reports"):
        row |= {"actors": listed(row["actors"]), "recipients": listed(row["recipients"]), "reasons": row["reasons"] or None, "marking": "CLEAR", "originator": None}
        yield row["report"], row


def expected_commitments(held):
    for row in held.rows("SELECT * FROM commitments"):
        amount = json.loads(row.pop("amount") or "{}")
        row |= {"parties": listed(row["parties"]), "beneficiaries": listed(row["beneficiaries"]), "overdue": bool(row["overdue"])}
        row |= {"amount": float(amount["value"]) if amount else None, "amount_unit": amount.get("currency", amount.get("unit")), "marking": "CLEAR"}
        yield row["id"], row


def expected_steps(held):
    for row in held.rows("SELECT commitment, date, status, due, document, lang, published, start, end, quotation FROM commitment_history"):
        yield (row["commitment"], row["document"], row["start"], row["end"], row["status"]), row


def write_all(held, table):
    return {form: held.export(form, "--table", table, name=f"{table}.{form}") for form in ("csv", "jsonl", "parquet", "arrow")}


@pytest.fixture(scope="session")
def files(held):
    return {table: write_all(held, table) for table in TABLES}


@pytest.fixture(scope="session")
def tables(files):
    """Each table as pyarrow reads the Parquet file, in rows."""
    return {table: pa.parquet.read_table(files[table]["parquet"]).to_pylist() for table in TABLES}


def written(value):
    """A value as a cell of CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@pytest.mark.parametrize("table", TABLES)
def test_four_encodings_hold_the_same(files, tables, table):
    rows, of = tables[table], files[table]
    assert rows, "an empty table would prove nothing"
    with pa.ipc.open_file(of["arrow"]) as reader:
        assert reader.read_all().to_pylist() == rows
    assert pandas.read_feather(of["arrow"]).shape == (len(rows), len(rows[0]))
    with open(of["jsonl"], encoding="utf-8") as lines:
        for line, row in zip(lines, rows, strict=True):
            plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
            assert json.loads(line) == plain
    with open(of["csv"], encoding="utf-8", newline="") as lines:
        for cells, row in zip(csv.DictReader(lines), rows, strict=True):
            assert cells == {name: written(value) for name, value in row.items()}
    frame = pandas.read_csv(of["csv"], dtype=str, keep_default_na=False)
    assert frame.shape == (len(rows), len(rows[0]))


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_what_the_views_tell(held, tables, table):
    rows = tables[table]
    key = {
        "events": lambda r: r["id"], "reports": lambda r: r["report"], "commitments": lambda r: r["id"],
        "steps": lambda r: (r["commitment"], r["document"], r["start"], r["end"], r["status"]),
    }[table]  # fmt: skip
    by_key = {key(row): row for row in rows}
    assert len(by_key) == len(rows), "each row once"
    expected = {"events": expected_events, "reports": expected_reports, "commitments": expected_commitments, "steps": expected_steps}[table]
    seen = 0
    for name, wanted, *_ in expected(held):
        row = by_key[name]
        for column, value in wanted.items():
            if isinstance(value, float):
                assert math.isclose(row[column], value), (name, column)
            else:
                assert row[column] == value, (name, column)
        seen += 1
    assert seen == len(rows), "no row more than the register has"


def test_an_event_quotes_its_first_report(held, tables):
    first = {}
    for row in tables["reports"]:
        first.setdefault(row["event"], row)
    for row in tables["events"]:
        report = first[row["id"]]
        for column in ("document", "lang", "published", "source", "url", "start", "end", "quotation"):
            assert row[column] == report[column], (row["id"], column)


@pytest.mark.parametrize("table", TABLES)
def test_quotations_stand_where_they_are_said_to(held, tables, table):
    texts = held.texts()
    languages = set()
    for row in tables[table]:
        if row["quotation"] is None:
            continue
        assert texts[row["document"]][row["start"] : row["end"]] == row["quotation"]
        languages.add(row["lang"])
    assert {"vi", "ko", "en"} <= languages, "words in each language were looked at"


def test_days_bound_what_is_known_of_a_date(tables):
    for table, (date, first, last) in {"events": ("date", "date_first", "date_last"), "commitments": ("due", "due_first", "due_last")}.items():
        for row in tables[table]:
            if row[date] is None:
                assert row[first] is None and row[last] is None
            else:
                assert row[first].isoformat().startswith(row[date]) and row[last].isoformat().startswith(row[date])
                assert (row[first] == row[last]) == (len(row[date]) == 10)


def test_a_commitment_tells_the_ends_of_its_story(tables):
    steps = {}
    for row in tables["steps"]:
        steps.setdefault(row["commitment"], []).append(row)
    for row in tables["commitments"]:
        story = steps[row["id"]]
        assert row["steps"] == len(story)
        assert (row["first_date"], row["last_date"], row["quotation"]) == (story[0]["date"], story[-1]["date"], story[-1]["quotation"])


def test_columns_are_typed_and_compressed(files):
    of = pa.parquet.ParquetFile(files["events"]["parquet"])
    schema = of.schema_arrow
    assert schema.field("score").type == pa.float64() and schema.field("reports").type == pa.int64() and schema.field("date_first").type == pa.date32()
    group = of.metadata.row_group(0)
    columns = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert "RLE_DICTIONARY" in columns["type"].encodings and "RLE_DICTIONARY" not in columns["quotation"].encodings
    assert all(of.metadata.row_group(n).num_rows <= 131_072 for n in range(of.num_row_groups))
