//! The samples of the repository in every format, through the real program.

#[path = "support/reading.rs"]
mod reading;
mod support;

use std::fs;

use reading::root;
use support::{chancery, folder, run};

#[test]
fn samples_have_their_heads_read() {
    let read = run(chancery().current_dir(root()).args(["code", "samples"]));
    assert_eq!(read.code, 0, "{}", read.err);
    let heads: Vec<String> = read.documents().iter().map(|d| format!("{}|{}|{}|{}|{}", d["id"], d["lang"], d["published"], d["title"], d["source"])).collect();
    assert_eq!(
        heads,
        [
            r#""brief-2025-03-04"|"vi"|"2025-03-04"|"Brazil áp thuế trả đũa thép Canada, Ottawa dọa kiện lên WTO"|"Hãng tin Nam bán cầu""#,
            r#""en-brief-2025-06-03"|"en"|"2025-06-03"|"World in brief"|null"#,
            r#""en-statement-2025-05"|"en"|"2025-05-12"|"Statement by the Ministry of Foreign Affairs on the detention of the vessel Halten"|null"#,
            r#""en-wire-2025-02-19"|"en"|"2025-02-19"|"Ghana and Ivory Coast agree to reopen border crossing after talks in Accra"|"ATLANTIC WIRE""#,
            r#""id-wire-2025-03-06"|"id"|"2025-03-06"|"Norwegia janjikan 30 juta dolar AS untuk Moldova, Chili desak gencatan senjata di Sudan"|"Kantor Berita Teluk""#,
            r#""ko-brief-2025-03-11"|"ko"|"2025-03-11"|"오늘의 세계"|null"#,
            r#""ko-statement-2025-05"|"ko"|"2025-05-20"|"캐나다 어선 억류에 대한 외교부 대변인 성명"|null"#,
            r#""ko-wire-2025-04-15"|"ko"|"2025-04-15"|"노르웨이·칠레 외교장관 회담…해양 협력 강화 합의"|"남해통신""#,
            r#""statement-2025-04"|"vi"|"2025-04-03"|"Tuyên bố của Bộ Ngoại giao về vụ va chạm tàu cá tại vùng biển phía Nam"|null"#,
            r#""wire-2024-11"|"vi"|"2024-11"|null|"HÃNG TIN BIỂN ĐÔNG""#,
        ]
    );
}

#[test]
fn every_line_keeps_to_the_published_schema() {
    let schema = run(chancery().arg("schema")).out;
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    let lines = run(chancery().current_dir(root()).args(["code", "samples", "--format", "jsonl"]));
    assert_eq!(lines.documents().len(), 10);
    for line in lines.documents() {
        let faults: Vec<String> = validator.iter_errors(&line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn every_quotation_stands_in_the_file() {
    let lines = run(chancery().current_dir(root()).args(["code", "samples", "--format", "jsonl"]));
    for document in lines.documents() {
        let id = document["id"].as_str().expect("an id");
        let text = fs::read_to_string(root().join(format!("samples/{id}.txt"))).expect("the sample");
        let points: Vec<char> = text.chars().collect();
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            if let (Some(start), Some(end), Some(words)) = (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str()) {
                let slice: String = points[start as usize..end as usize].iter().collect();
                assert_eq!(slice, words, "in {id}");
            }
            match value {
                serde_json::Value::Array(items) => waiting.extend(items),
                serde_json::Value::Object(fields) => waiting.extend(fields.values()),
                _ => {}
            }
        }
    }
}

#[test]
fn the_page_is_one_file_that_needs_nothing_else() {
    let files = folder(&[("x.txt", b" date 2024 <script>alert(1)</script> & co\n\nBody <b>bold</b>.\n")]);
    let target = files.path().join("page.html");
    let mut command = chancery();
    command.current_dir(root()).args(["code", "samples", "--format", "html", "--output"]).arg(&target);
    command.arg(files.path().join("x.txt"));
    let written = run(&mut command);
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{}", written.err);
    let page = fs::read_to_string(target).expect("the page");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<article").count(), 11);
    for outside in ["http:", "https:", " src=", " href=", "@import", "url(", "<script>alert", "<b>bold"] {
        assert!(!page.contains(outside), "the page holds {outside}");
    }
    assert!(page.contains("&lt;b&gt;bold&lt;/b&gt;"));
}

#[test]
fn csv_has_one_header_for_all_documents() {
    let rows = run(chancery().current_dir(root()).args(["code", "samples", "--format", "csv"]));
    assert!(rows.out.starts_with("document,record,id,type_or_kind,mode,status,actors,recipients,"), "{}", rows.out);
    assert_eq!(rows.out.matches("document,record").count(), 1);
}

#[test]
fn tables_are_coloured_only_when_asked() {
    let args = ["code", "samples", "--format", "table"];
    let plain = run(chancery().current_dir(root()).args(args));
    assert!(plain.out.contains("wire-2024-11 · vi · 2024-11 · HÃNG TIN BIỂN ĐÔNG"), "{}", plain.out);
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = run(chancery().current_dir(root()).args(args).args(["--color", "always"]));
    assert!(coloured.out.contains("\u{1b}["));
}
