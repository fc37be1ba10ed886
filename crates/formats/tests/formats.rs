//! One fixture in every format. Look at a snapshot before you accept it: `INSTA_UPDATE=always cargo test`.

mod fixture;

use chancery_formats::wire::WireDocument;
use chancery_formats::{Format, Renderer, Scores, TableStyle, to_wire};
use fixture::{TEXT, coded, document};

fn render(format: Format, style: TableStyle) -> String {
    let renderer = Renderer::new(format, Scores::embedded().expect("scores"), style);
    let body = renderer.document(0, &document(), &coded()).expect("a document");
    format!("{}{body}{}", renderer.begin(), renderer.end())
}

#[test]
fn jsonl() {
    let line = render(Format::Jsonl, TableStyle::default());
    assert_eq!(line.matches('\n').count(), 1);
    let value: WireDocument = serde_json::from_str(&line).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"));
}

#[test]
fn a_line_is_what_serde_json_writes() {
    let (document, coded) = (document(), coded());
    let wire = to_wire(&document, &coded, &Scores::embedded().expect("scores"));
    assert_eq!(wire.to_line().trim_end(), serde_json::to_string(&wire).expect("JSON"));
}

#[test]
fn table() {
    let shown = render(Format::Table, TableStyle { width: 100, colour: false });
    insta::assert_snapshot!(shown);
}

#[test]
fn csv() {
    insta::assert_snapshot!(render(Format::Csv, TableStyle::default()));
}

#[test]
fn html() {
    let renderer = Renderer::new(Format::Html, Scores::embedded().expect("scores"), TableStyle::default());
    insta::assert_snapshot!(renderer.document(0, &document(), &coded()).expect("a document"));
}

#[test]
fn every_quotation_is_the_slice_of_its_code_points() {
    let line = render(Format::Jsonl, TableStyle::default());
    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let points: Vec<char> = TEXT.chars().collect();
    let mut seen = 0;
    let mut waiting = vec![&value];
    while let Some(value) = waiting.pop() {
        if let (Some(start), Some(end), Some(text)) = (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str()) {
            let slice: String = points[start as usize..end as usize].iter().collect();
            assert_eq!(slice, text);
            seen += 1;
        }
        match value {
            serde_json::Value::Array(items) => waiting.extend(items),
            serde_json::Value::Object(fields) => waiting.extend(fields.values()),
            _ => {}
        }
    }
    assert_eq!(seen, 20, "quotations seen");
}

#[test]
fn a_record_without_words_does_not_come_out() {
    let (document, coded) = (document(), coded());
    let wire = to_wire(&document, &coded, &Scores::embedded().expect("scores"));
    let ids: Vec<&str> = wire.events.iter().map(|event| &*event.id).collect();
    assert_eq!(ids, ["e1", "e2", "e3"]);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(render(format, TableStyle::default()), render(format, TableStyle::default()));
    }
}

#[test]
fn a_table_fits_its_width_and_is_coloured_only_when_asked() {
    for width in [60, 80, 140] {
        let shown = render(Format::Table, TableStyle { width, colour: false });
        assert!(!shown.contains('\u{1b}'));
        // Emoji count as two columns, so lines with them may have fewer characters, never more.
        let borders = shown.lines().filter(|line| line.starts_with(['┌', '╞', '└']));
        for line in borders {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
    assert!(render(Format::Table, TableStyle { width: 80, colour: true }).contains("\u{1b}["));
}

#[test]
fn csv_rows_have_the_documented_columns() {
    let shown = render(Format::Csv, TableStyle::default());
    let mut reader = csv::Reader::from_reader(shown.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(header, chancery_formats::CSV_COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    let kinds: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(kinds, ["event", "event", "event", "commitment", "commitment"]);
}

#[test]
fn the_page_holds_the_text_unchanged_and_nothing_from_outside() {
    let page = render(Format::Html, TableStyle::default());
    let (_, rest) = page.split_once("class=\"text\" lang=\"vi\">").expect("a text");
    let (marked, _) = rest.split_once("</div>").expect("its end");
    let mut plain = String::new();
    for piece in marked.split('<') {
        plain.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    assert_eq!(plain.replace("&amp;", "&"), TEXT);
    for outside in ["http:", "https:", "src=", "href=", "@import", "url(", "<vụ"] {
        assert!(!page.contains(outside), "the page holds {outside}");
    }
}
