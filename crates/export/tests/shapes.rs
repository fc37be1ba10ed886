//! What documents look like in each format, without a register. Readers of other makers go over whole registers in `tests/readers`.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use chancery_export::{Encoding, Format, Layout, Point, RecordWriter, tables};
use chancery_formats::wire::WireDocument;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

/// A report of three acts: one done, one denied, one announced; and an undertaking.
const DOCUMENT: &str = r#"{"schema":"chancery/1","id":"d-1","lang":"ko","published":"2025-03-04","title":null,"source":"남해통신","url":null,"events":[
 {"id":"00112233445566ff","type":"CONSULT","mode":"visit","contexts":["diplomatic"],"status":"actual",
  "actors":[{"code":"PER","kind":"state","sector":"GOV","name":"페레스","role":"president","text":"페레스 \"대통령\"","start":0,"end":9}],
  "recipients":[{"code":"KEN","kind":"state","sector":null,"name":null,"role":null,"text":"케냐","start":10,"end":12}],
  "date":{"value":"2025-03","text":null,"start":null,"end":null,"basis":"text"},"place":{"name":"나이로비","country":"KEN","start":13,"end":17},"claimed_by":null,
  "trigger":{"start":18,"end":20,"text":"방문"},"evidence":{"start":0,"end":20,"text":"페레스 \"대통령\"\t케냐 나이로비 방문"},"also":[],"score":4,"confidence":0.9,"notions":[]},
 {"id":"10112233445566ff","type":"ASSAULT","mode":null,"contexts":[],"status":"negated","actors":[{"code":"PER","kind":"state","sector":null,"name":null,"role":null,"text":"페루","start":0,"end":2}],
  "recipients":[],"date":null,"place":null,"claimed_by":null,"trigger":{"start":0,"end":2,"text":"페루"},"evidence":{"start":0,"end":2,"text":"페루"},"also":[],"score":-9,"confidence":0.5,"notions":[]},
 {"id":"20112233445566ff","type":"AGREE","mode":null,"contexts":[],"status":"planned",
  "actors":[{"code":"KEN","kind":"state","sector":null,"name":null,"role":null,"text":"케냐","start":0,"end":2},{"code":"PER","kind":"state","sector":null,"name":null,"role":null,"text":"페루","start":0,"end":2}],
  "recipients":[],"date":{"value":"2025-05-02","text":null,"start":null,"end":null,"basis":"text"},"place":null,"claimed_by":null,
  "trigger":{"start":0,"end":2,"text":"페루"},"evidence":{"start":0,"end":2,"text":"페루"},"also":[],"score":2.5,"confidence":0.5,"notions":[]}],
 "commitments":[{"id":"30112233445566ff","kind":"aid","title":"vắc xin","parties":[],"beneficiaries":[],"status":"agreed","due":"2025","amount":{"value":1.5,"unit":"dose"},
  "areas":[],"event":"00112233445566ff","evidence":{"start":0,"end":2,"text":"페루"}}],"data":"abc","notes":[]}"#;

/// What the format makes of the document, and how many acts it leaves out.
fn written(format: Format) -> (Vec<u8>, usize) {
    let names = |code: &str| Some(("state".to_owned(), format!("Name of {code}")));
    let points = |country: &str, place: &str| {
        let known = (country, place) == ("KEN", "나이로비");
        known.then(|| Point { geonames: 184_745, name: "Nairobi".to_owned(), latitude: -1.28, longitude: 36.82 })
    };
    let document: WireDocument<'_> = serde_json::from_str(DOCUMENT).expect("a document");
    let mut out = Vec::new();
    let mut writer = RecordWriter::new(format, &names, &points, &mut out).expect("a writer");
    let left_out = writer.document(&document).expect("it is written");
    writer.finish().expect("it ends");
    (out, left_out)
}

fn cells(format: Format) -> Vec<Vec<String>> {
    let (bytes, left_out) = written(format);
    assert_eq!(left_out, 1, "the act that was denied");
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.lines().map(|line| line.split('\t').map(ToOwned::to_owned).collect()).collect()
}

#[test]
fn gdelt_has_61_cells_and_no_header() {
    let rows = cells(Format::Rows(Layout::Gdelt));
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [61, 61, 61], "a visit, and an agreement seen from both sides");
    let visit = &rows[0];
    assert_eq!(visit[..5], [&0x0112_2334_4556_u64.to_string(), "", "202503", "2025", ""], "no day is known");
    assert_eq!(visit[5..8], ["PERGOV", "NAME OF PER", "PER"]);
    assert_eq!(visit[26..31], ["042", "042", "04", "1", "1.9"]);
    assert_eq!(visit[51..59], ["4", "나이로비", "KE", "", "", "-1.28", "36.82", ""]);
    assert_eq!(rows[1][51..59], [""; 8], "no place is told");
    assert_eq!(visit[59..], ["20250304000000", "남해통신, d-1"], "where there is no address, a citation");
    let (one, other) = (rows[1][0].parse::<u64>(), rows[2][0].parse::<u64>());
    assert_eq!(one.map(|number| number + 1), other, "each row has a number of its own");
    assert_eq!((&*rows[1][1], &*rows[1][4]), ("20250502", "2025.3342"));
}

#[test]
fn polecat_and_icews_have_their_columns() {
    let polecat = cells(Format::Rows(Layout::Polecat));
    assert_eq!(polecat.iter().map(Vec::len).collect::<Vec<_>>(), [40; 4]);
    assert_eq!(polecat[1][..7], ["00112233445566ff_1", "None", "CONSULT", "visit", "4", "VERBAL COOPERATION", "diplomatic"]);
    assert_eq!(polecat[1][7..15], ["페레스", "PER", "135", "GOV", "GOV", "president", "페레스 '대통령'", "None"]);
    assert_eq!(polecat[1][23..32], ["Nairobi", "Nairobi", "None", "None", "KEN", "-1.28", "36.82", "184745", "나이로비"]);
    assert_eq!(polecat[2][23..32], ["None"; 9]);
    let icews = cells(Format::Rows(Layout::Icews));
    assert_eq!(icews.iter().map(Vec::len).collect::<Vec<_>>(), [20; 4]);
    assert_eq!(icews[1][..8], ["1", "", "페레스", "Government", "Name of PER", "Consult, visit", "042", "1.9"]);
    assert_eq!(icews[1][14..], ["Nairobi", "", "", "Name of KEN", "-1.28", "36.82"]);
}

#[test]
fn parquet_holds_the_records_in_typed_columns() {
    let (bytes, _) = written(Format::Table(Encoding::Parquet));
    let mut reader = ParquetRecordBatchReader::try_new(bytes::Bytes::from(bytes), 1024).expect("a file of Parquet");
    let batch = reader.next().expect("rows").expect("rows");
    assert_eq!((batch.num_rows(), batch.num_columns()), (4, tables::RECORDS.len()));
    let text = |name: &str| batch.column_by_name(name).expect("a column").as_string::<i32>().iter().map(|v| v.unwrap_or("-").to_owned()).collect::<Vec<_>>();
    assert_eq!(text("record"), ["event", "event", "event", "commitment"]);
    assert_eq!(text("mode"), ["visit", "-", "-", "-"]);
    assert_eq!(text("evidence")[0], "페레스 \"대통령\"\t케냐 나이로비 방문", "as it stands, tab and all");
    let amounts = batch.column_by_name("amount").expect("a column").as_primitive::<Float64Type>();
    assert_eq!(amounts.iter().collect::<Vec<_>>(), [None, None, None, Some(1.5)]);
    let ends = batch.column_by_name("end").expect("a column").as_primitive::<Int64Type>();
    assert_eq!(ends.value(0), 20);
}

#[test]
fn every_column_is_described() {
    let guide = include_str!("../../../docs/exports.md");
    let sections: Vec<&str> = guide.split("\n## ").collect();
    for (heading, columns) in
        [("events", tables::EVENTS), ("reports", tables::REPORTS), ("commitments", tables::COMMITMENTS), ("steps", tables::STEPS), ("records", tables::RECORDS)]
    {
        let section = sections.iter().find(|section| section.starts_with(&format!("Table `{heading}`"))).expect(heading);
        for column in columns {
            assert!(section.contains(&format!("`{}`", column.name)), "{} of {heading} is not described in docs/exports.md", column.name);
        }
    }
    for format in Format::ALL {
        assert!(guide.contains(&format!("`{format}`")), "{format} is not described in docs/exports.md");
    }
}
