"""Event data in the layouts of other projects, read as their users read it: the GDELT columns and the reading of the PyPI package `gdelt` (gdeltPyR),
the POLECAT columns and the ICEWS columns of the loaders of the Temporal Graph Benchmark."""

import csv
import json
import sys
from pathlib import Path

import pandas
import pytest

# Where the loaders of the benchmark look: tkgl-polecat (date, type, head, tail) and tkgl-icews (date, head, code, tail).
POLECAT_DATE, POLECAT_TYPE, POLECAT_HEAD, POLECAT_TAIL = 1, 2, 7, 15
ICEWS_DATE, ICEWS_HEAD, ICEWS_CODE, ICEWS_TAIL = 1, 2, 6, 8
MUTUAL = {"AGREE", "CONSULT", "COOPERATE", "SUPPORT"}


def pairs(act):
    """Each actor towards each recipient; without any, the actors of a mutual act towards each other."""
    actors, recipients = act["actors"].split(), act["recipients"].split()
    if recipients:
        return [(a, r) for a in actors or [None] for r in recipients]
    if act["type"] in MUTUAL and len(actors) > 1:
        return [(a, b) for a in actors for b in actors if a != b]
    return [(a, None) for a in actors] or [(None, None)]


@pytest.fixture(scope="session")
def rows(held):
    """What a row is expected for, in order: the act and its pair."""
    done = "SELECT * FROM act WHERE status = 'actual' OR status = 'planned' AND type = 'AGREE' ORDER BY day, uid"
    return [(act, pair) for act in held.rows(done) for pair in pairs(act)]


@pytest.fixture(scope="session")
def reports(held):
    """The reports of each act, the first that came out first."""
    told = {}
    query = """SELECT r.* FROM event_reports r JOIN told_event t ON t.uid = r.report JOIN document d ON d.id = t.document
               ORDER BY d.ord, t.document, t.id"""
    for row in held.rows(query):
        told.setdefault(row["event"], []).append(row)
    return told


def exact(date):
    """The day, where one is known."""
    return date if date and len(date) == 10 else None


def digits(number):
    """A number as pandas reads it from a column with empty cells."""
    return "" if number is None else str(int(number))


@pytest.fixture(scope="session")
def gdelt_file(held):
    return held.export("gdelt", name="20260101000000.export.CSV")


def test_gdelt_is_read_by_gdeltpyr(held, gdelt_file, rows, reports):
    # The labels that the package ships, and its way of reading.
    labels = pandas.read_csv(Path(sys.prefix) / "data/events2.csv")["name"].tolist()
    frame = pandas.read_csv(gdelt_file, sep="\t", header=None, on_bad_lines="error", dtype={26: "str", 27: "str", 28: "str"}, keep_default_na=True)
    assert frame.shape == (len(rows), 61)
    frame.columns = labels
    assert frame["GLOBALEVENTID"].is_unique
    frame = frame.astype(object).where(frame.notna(), None)
    for got, (act, (actor, recipient)) in zip(frame.to_dict("records"), rows, strict=True):
        told = reports[act["uid"]]
        assert got["GLOBALEVENTID"] - int(act["uid"][:13], 16) in range(1000)
        assert digits(got["SQLDATE"]) == (exact(act["date"]) or "").replace("-", "")
        assert digits(got["Year"]) == (act["date"] or "")[:4]
        assert digits(got["MonthYear"]) == (act["date"][:7].replace("-", "") if act["date"] and len(act["date"]) > 4 else "")
        for side, party in (("Actor1", actor), ("Actor2", recipient)):
            country = {"ROU": "ROM", "TLS": "TMP", "XKX": "KSV", "IMN": "IMY"}.get(party, party)
            assert got[f"{side}CountryCode"] in (country, None)
            assert (got[f"{side}CountryCode"] is not None) == (party in STATES), party
        assert got["EventCode"].startswith(got["EventBaseCode"]) and got["EventBaseCode"].startswith(got["EventRootCode"])
        assert got["QuadClass"] in (1, 2, 3, 4) and -10 <= got["GoldsteinScale"] <= 10
        assert (got["NumMentions"], got["NumSources"]) == (act["reports"], act["sources"])
        assert got["NumArticles"] == len({t["document"] for t in told})
        assert got["ActionGeo_FullName"] == (act["place"] and act["place"].replace('"', "'"))
        citation = ", ".join(filter(None, (told[0]["source"], told[0]["document"])))
        assert got["SOURCEURL"] == (told[0]["url"] or citation).replace('"', "'")
        assert got["AvgTone"] is None and got["IsRootEvent"] is None, "what is not measured stays empty"


def states():
    table = Path(__file__).resolve().parents[4] / "data/parties/states.tsv"
    return {line.split("\t")[0] for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")} - {"code"}


STATES = states()


def test_gdelt_places_have_fips_codes(gdelt_file):
    with open(gdelt_file, encoding="utf-8", newline="") as lines:
        codes = {row[53] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)} - {""}
    assert codes and all(len(code) == 2 for code in codes)
    assert not codes & {"VN", "DE"}, "FIPS, not ISO"


@pytest.fixture(scope="session")
def polecat_file(held):
    return held.export("polecat", name="ngecEvents.txt")


def test_polecat_has_the_columns_of_the_published_files(held, polecat_file, rows, reports):
    frame = pandas.read_csv(polecat_file, sep="\t", dtype=str, keep_default_na=False)
    assert list(frame.columns) == POLECAT_COLUMNS
    assert not (frame == "").any(axis=None), "an empty cell is the word None"
    for got, (act, (actor, recipient)) in zip(frame.to_dict("records"), rows, strict=True):
        told = reports[act["uid"]]
        assert got["Event ID"].split("_")[0] == act["uid"]
        assert got["Event Date"] == (exact(act["date"]) or "None")
        assert (got["Event Type"], got["Event Mode"]) == (act["type"], act["mode"] or "None")
        assert float(got["Intensity"]) == act["score"]
        assert got["Contexts"] == ("; ".join(act["contexts"].split()) or "None")
        assert got["Actor Country"] == (actor if actor in STATES else "None")
        assert got["Recipient Country"] == (recipient if recipient in STATES else "None")
        assert got["Country"] == (act["country"] or "None")
        assert got["Raw Placename"] == (act["place"] or "None").replace('"', "'")
        assert (got["Source"], got["Language"]) == ((told[0]["source"] or "None").replace('"', "'"), told[0]["lang"])
        assert got["Publication Date"] == (told[0]["published"] or "None")


def test_polecat_is_read_by_position(polecat_file, rows):
    with open(polecat_file, encoding="utf-8") as lines:
        read = list(csv.reader(lines, delimiter="\t"))[1:]
    assert {len(row) for row in read} == {40}
    for row, (act, (actor, recipient)) in zip(read, rows, strict=True):
        assert row[POLECAT_DATE] == (exact(act["date"]) or "None") and row[POLECAT_TYPE] == act["type"]
        assert (row[POLECAT_HEAD] == "None") == (actor is None) and (row[POLECAT_TAIL] == "None") == (recipient is None)


def test_names_keep_their_letters(held, polecat_file):
    text = polecat_file.read_text(encoding="utf-8")
    raw = {cell for line in text.splitlines()[1:] for cell in (line.split("\t")[13], line.split("\t")[21])}
    assert any("가" <= letter <= "힣" for cell in raw for letter in cell), "Hangul"
    assert any(letter in "ạảấầẩẫậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđĐ" for cell in raw for letter in cell), "Vietnamese"


def test_icews_is_read_by_position(held, rows, reports):
    path = held.export("icews", name="events.tab")
    with open(path, encoding="utf-8") as lines:
        header, *read = csv.reader(lines, delimiter="\t")
    assert header == ICEWS_COLUMNS
    assert [row[0] for row in read] == [str(number) for number in range(1, len(rows) + 1)]
    for row, (act, (actor, recipient)) in zip(read, rows, strict=True):
        assert row[ICEWS_DATE] == (exact(act["date"]) or "")
        assert bool(row[ICEWS_HEAD]) == (actor is not None) and bool(row[ICEWS_TAIL]) == (recipient is not None)
        assert 3 <= len(row[ICEWS_CODE]) <= 4 and row[ICEWS_CODE].isdigit()
        assert row[header.index("Publisher")] == (reports[act["uid"]][0]["source"] or "").replace('"', "'")
        assert -10 <= float(row[header.index("Intensity")]) <= 10


def test_plover_json_tells_the_whole_act(held, reports):
    path = held.export("plover", name="plover.jsonl")
    acts = held.rows("SELECT * FROM act WHERE status = 'actual' OR status = 'planned' AND type = 'AGREE' ORDER BY day, uid")
    texts = held.texts()
    with open(path, encoding="utf-8") as lines:
        for line, act in zip(lines, acts, strict=True):
            event = json.loads(line)
            assert (event["id"], event["event"], event.get("mode"), event.get("date")) == (act["uid"], act["type"], act["mode"], act["date"])
            assert [entity["code"] for entity in event.get("actor", [])] == act["actors"].split()
            assert [entity["code"] for entity in event.get("recipient", [])] == act["recipients"].split()
            assert event.get("context", []) == act["contexts"].split()
            assert event["event_scale"] == act["score"]
            assert len(event["text"]) == act["reports"]
            for quotation in event["text"]:
                info = quotation["text_info"]
                assert texts[info["document"]][info["start"] : info["end"]] == quotation["text"]
            assert None not in event.values()


def test_only_what_is_asked_for_by_its_status_is_written_beside_what_was_done(held):
    path = held.export("plover", "--status", "negated", name="negated.jsonl")
    ids = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert ids == [row["uid"] for row in held.rows("SELECT uid FROM act WHERE status = 'negated' ORDER BY day, uid")]


POLECAT_COLUMNS = [
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw",
    "Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
]  # fmt: skip
ICEWS_COLUMNS = [
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
    "City", "District", "Province", "Country", "Latitude", "Longitude",
]  # fmt: skip
