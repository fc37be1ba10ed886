"""The network as networkx reads it, and the calendar as the package icalendar does."""

import calendar
import datetime
import json
import math

import icalendar
import networkx
import pytest

COUNTS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "independent_sources")


def of_graphml(path):
    graph = networkx.read_graphml(path)
    assert graph.is_directed()
    return graph, lambda node: node.get("name")


def of_gexf(path):
    graph = networkx.read_gexf(path)
    assert graph.is_directed()
    return graph, lambda node: node["label"]


@pytest.mark.parametrize("form, read", [("graphml", of_graphml), ("gexf", of_gexf)])
def test_the_network_is_that_of_the_dyads(held, form, read):
    graph, name_of = read(held.export(form, name=f"network.{form}"))
    query = f"SELECT actor, partner, sum(score) AS scores, count(*) AS acts, {', '.join(f'sum(quad = {n + 1}) AS {c}' for n, c in enumerate(COUNTS[:4]))}, sum(sources) AS independent_sources FROM dyad_act GROUP BY actor, partner"
    dyads = held.rows(query)
    assert dyads and graph.number_of_edges() == len(dyads)
    for row in dyads:
        edge = graph.edges[row["actor"], row["partner"]]
        assert int(edge["weight"]) == row["acts"]
        assert math.isclose(float(edge["mean_score"]), row["scores"] / row["acts"], abs_tol=0.0006)
        for count in COUNTS:
            assert int(edge[count]) == row[count], (row["actor"], row["partner"], count)
    names = {row["code"]: row["name"] for row in held.rows("SELECT code, name FROM entities WHERE name IS NOT NULL")}
    for code, node in graph.nodes(data=True):
        if code in names:
            assert name_of(node) == names[code]


def last_day(date):
    year, month, *_ = [*map(int, date.split("-")), 12][:2] if len(date) == 4 else map(int, date.split("-")[:2])
    return datetime.date(year, month, calendar.monthrange(year, month)[1]) if len(date) < 10 else datetime.date.fromisoformat(date)


def test_the_calendar_holds_what_is_due(held):
    path = held.export("ical", name="due.ics")
    entries = {str(entry["UID"]): entry for entry in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    commitments = held.rows("SELECT * FROM commitments WHERE due IS NOT NULL")
    assert commitments and len(entries) == len(commitments)
    quotations = {}
    for row in held.rows("SELECT commitment, quotation FROM commitment_history"):
        quotations.setdefault(row["commitment"], []).append(" ".join(row["quotation"].split()))
    for row in commitments:
        entry = entries[f"{row['id']}@chancery"]
        first = (row["due"] + "-01-01")[:10] if len(row["due"]) < 7 else (row["due"] + "-01")[:10]
        assert entry.decoded("DTSTART") == datetime.date.fromisoformat(first)
        assert entry.decoded("DTEND") == last_day(row["due"]) + datetime.timedelta(days=1)
        assert str(entry["SUMMARY"]).endswith(row["title"])
        assert entry["CATEGORIES"].cats == [row["kind"]]
        for quotation in quotations[row["id"]]:
            assert quotation in str(entry["DESCRIPTION"])


def test_a_filter_narrows_the_calendar(held):
    path = held.export("ical", "--kind", "visit", name="visits.ics")
    kinds = {entry["CATEGORIES"].cats[0] for entry in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert kinds == {"visit"}


def test_the_same_register_gives_the_same_bytes(held):
    for form in ("ical", "graphml", "gexf", "parquet", "arrow", "gdelt"):
        assert held.export(form, name=f"once.{form}").read_bytes() == held.export(form, name=f"again.{form}").read_bytes(), form


def test_json_of_the_register_and_the_table_tell_the_same(held):
    lines = held.export("jsonl", "--type", "CONSULT", name="consult.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == held.rows("SELECT count(*) AS n FROM events WHERE type = 'CONSULT'")[0]["n"]
    assert {json.loads(line)["type"] for line in lines} == {"CONSULT"}
