//! What a list, an archive or a mail says of its reports: their names in it, their character set, which of their fields is a text, when they
//! came out.

mod support;

use std::sync::Arc;

use chancery_ingest::{Field, Options};
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use support::{by_default, found, gz, tarred, walked, zipped};

#[test]
fn files_of_one_name_are_told_apart_by_their_path_within_the_input() {
    let within = |name: &str, bytes: &[u8]| found(name, bytes).into_iter().map(|found| (found.id, found.within)).collect::<Vec<_>>();
    let pair = |id: &str, within: &str| (id.to_owned(), within.to_owned());
    let files: &[(&str, &[u8])] = &[("a/index.txt", b"Peru"), ("b/index.txt", b"Chile")];
    let both = vec![pair("index", "a/index.txt"), pair("index", "b/index.txt")];
    assert_eq!(within("x.zip", &zipped(files)), both);
    assert_eq!(within("x.tgz", &gz(&tarred(files))), both);
    let inner = zipped(&[("in.tar", &tarred(files)), ("c.jsonl.gz", &gz(b"{\"text\":\"Peru\"}"))]);
    let all = vec![pair("index", "in.tar/a/index.txt"), pair("index", "in.tar/b/index.txt"), pair("c#3", "c.jsonl.gz")];
    assert_eq!(within("x.zip", &inner), all);
    assert_eq!(within("x.txt.gz", &gz(b"Peru")), [pair("x", "")]);
    assert_eq!(within("x.jsonl", b"{\"text\":\"Peru\"}"), [pair("x#1", "")]);
}

/// A header of a tar and what it heads, filled up to whole blocks.
fn entry(kind: tar::EntryType, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(kind);
    header.set_path(name).expect("a short name");
    header.set_size(bytes.len() as u64);
    header.set_cksum();
    let fill = bytes.len().next_multiple_of(512) - bytes.len();
    [header.as_bytes(), bytes, &vec![0; fill]].concat()
}

#[test]
fn a_long_name_in_a_tar_is_that_of_the_entry_after_it() {
    use tar::EntryType::{Directory, GNULongLink, GNULongName, Regular, Symlink, XHeader};
    let end = vec![0; 1024];
    let tar = |entries: &[Vec<u8>]| [entries.concat(), end.clone()].concat();
    let folder = [entry(GNULongName, "long", b"folder.txt/\0"), entry(Directory, "folder", b""), entry(Regular, "b.txt", b"Peru")];
    assert_eq!(by_default("x.tar", &tar(&folder)), ["b: Peru"]);
    let link = [entry(XHeader, "long", b"19 path=folder.txt\n"), entry(Symlink, "link", b""), entry(Regular, "b.txt", b"Peru")];
    assert_eq!(by_default("x.tar", &tar(&link)), ["b: Peru"]);
    let both = [entry(GNULongName, "long", b"long.txt\0"), entry(GNULongLink, "long", b"target\0"), entry(Regular, "b.txt", b"Peru")];
    assert_eq!(by_default("x.tar", &tar(&both)), ["long: Peru"]);
    let huge =
        [entry(Regular, "a.txt", b"Chile"), entry(XHeader, "long", &b"x".repeat(70_000)), entry(Regular, "b.txt", b"Peru"), entry(Regular, "c.txt", b"Togo")];
    let shown = by_default("x.tar", &tar(&huge));
    assert_eq!((shown.len(), shown[0].as_str(), shown[2].as_str()), (3, "a: Chile", "c: Togo"), "{shown:?}");
    assert!(shown[1].starts_with("! x.tar, b.txt: is larger than 65536 bytes"), "{shown:?}");
}

#[test]
fn a_list_in_a_report_is_no_list_of_reports() {
    for (json, expected) in [
        (r#"{"id":1,"documents":["a.pdf"],"text":"Peru"}"#, "x#1: Peru"),
        (r#"{"id":1,"items":[],"text":"Peru"}"#, "x#1: Peru"),
        (r#"{"id":1,"data":[[1]],"text":"Peru"}"#, "x#1: Peru"),
        (r#"{"id":1,"data" : [ {"text":"Peru"} ]}"#, "x#1: Peru"),
    ] {
        let shown: Vec<String> = by_default("x.json", json.as_bytes()).iter().map(|line| line.replace("x: ", "x#1: ")).collect();
        assert_eq!(shown, [expected], "{json}");
    }
}

#[test]
fn what_a_json_feed_says_before_its_entries_is_said_of_each() {
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Desk","language":"ko","items":[{"content_text":"Peru"},{"language":"en","content_text":"Chile"}]}"#;
    let metas: Vec<_> = found("x.json", json.as_bytes()).into_iter().map(|found| (found.meta.source, found.meta.lang)).collect();
    let desk = Some("Desk".to_owned());
    assert_eq!(metas, [(desk.clone(), Some("ko".to_owned())), (desk, Some("en".to_owned()))]);
}

/// Korean in the set of Windows.
fn cp949(text: &str) -> Vec<u8> {
    encoding_rs::EUC_KR.encode(text).0.into_owned()
}

#[test]
fn a_table_has_one_character_set_for_names_and_values() {
    let options = |charset: Option<&str>| Options { charset: charset.map(str::to_owned), map: vec![("본문".to_owned(), Field::Text)], ..Options::default() };
    let rows = "번호,제목,본문\n1,회담,\"칠레와 페루가 회담을 열었다.\n합의는 없었다.\"\n2,쌀,쌀 값이 올랐다.\n3,plain,in letters of ASCII\n";
    let expected = ["x#1: 칠레와 페루가 회담을 열었다.\n합의는", "x#2: 쌀 값이 올랐다.", "x#3: in letters of ASCII"];
    for charset in [None, Some("windows-949"), Some("euc-kr")] {
        assert_eq!(walked("x.csv", &cp949(rows), &options(charset)), expected, "{charset:?}");
    }
    // A row in UTF-8 stays one, unless the user says otherwise.
    let mixed = [cp949(&rows.repeat(100)), "4,다른,다른 글자로 쓴 줄.\n".as_bytes().to_vec()].concat();
    assert_eq!(walked("x.csv", &mixed, &options(None)).last().map(String::as_str), Some("x#400: 다른 글자로 쓴 줄."));
    assert!(walked("x.csv", &mixed, &options(Some("euc-kr"))).last().is_some_and(|last| last.contains("is not valid EUC-KR")));
    let late = ["번호,본문\n".as_bytes(), &b"1,words of ASCII\n".repeat(2000), &cp949("2,칠레와 페루가 회담을 열었다.\n")].concat();
    assert_eq!(walked("x.csv", &late, &options(None)).last().map(String::as_str), Some("x#2001: 칠레와 페루가 회담을 열었다."));
    let unknown = walked("x.csv", b"text\nPeru\n", &Options { charset: Some("klingon".to_owned()), ..Options::default() });
    assert!(unknown.len() == 1 && unknown[0].contains("there is no character set"), "{unknown:?}");
    let wide: Vec<u8> = "id\ttext\n1\t칠레\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(walked("x.tsv", &wide, &Options { charset: Some("utf-16le".to_owned()), ..Options::default() }), ["x#1: 칠레"]);
}

#[test]
fn json_has_one_character_set_too() {
    let with = |charset: Option<&str>| Options { charset: charset.map(str::to_owned), ..Options::default() };
    // Việt, in Windows-1258: e with its circumflex, then the dot below.
    let (viet, mai) = (b"Vi\xea\xf2t Nam".as_slice(), b"ng\xe0y mai".as_slice());
    let line = |words: &[u8]| [b"{\"text\":\"", words, b"\"}\n"].concat();
    let lines = [line(viet), line(mai)].concat();
    assert_eq!(walked("x.jsonl", &lines, &with(Some("windows-1258"))), ["x#1: Viê\u{323}t Nam", "x#2: ngày mai"]);
    let list = [b"[".as_slice(), &line(viet), b",", &line(mai), b"]"].concat();
    assert_eq!(walked("x.json", &list, &with(Some("windows-1258"))), ["x#1: Viê\u{323}t Nam", "x#2: ngày mai"]);
    let korean = cp949("{\"title\":\"한국 신문\",\"articles\":[{\"text\":\"칠레와 페루가 회담을 열었다.\"},{\"text\":\"쌀\"}]}");
    assert_eq!(walked("x.json", &korean, &with(None)), ["x#1: 칠레와 페루가 회담을 열었다.", "x#2: 쌀"]);
    assert_eq!(walked("x.jsonl", &cp949("{\"text\":\"칠레와 페루가 회담을 열었다.\"}\n{\"text\":\"쌀\"}\n"), &with(None))[1], "x#2: 쌀");
    // What is wrong in one line is wrong in that line.
    let shown = walked("x.jsonl", &[line("Đức".as_bytes()), line(b"\xff\xff"), line(b"Peru")].concat(), &with(None));
    assert!(shown.len() == 3 && shown[1].contains("x.jsonl, line 2: is not valid UTF-8"), "{shown:?}");
}

#[test]
fn a_feed_has_an_end_and_a_text_in_it_is_what_the_feed_says() {
    let many = format!("<rss><channel>{}</channel></rss>", "<item><description>x</description></item>".repeat(50_001));
    let shown = by_default("x.rss", many.as_bytes());
    assert!(shown.len() == 50_001 && shown[50_000].contains("has more than 50000 entries"), "{:?}", shown.last());

    let rss = "<item><description>Peru &amp;amp; &lt;b>Chile&lt;/b></description></item><item><description>Peru</description></item>";
    let atom = "<entry><content type='html'>Peru &lt;b>met&lt;/b></content></entry><entry><summary>1 &lt; 2</summary></entry>";
    let json = r#"{"items":[{"content_html":"Peru <b>met</b>"},{"content_html":"Peru"},{"content_text":"1 < 2"}]}"#;
    for (name, text, html) in [
        ("x.rss", format!("<rss><channel>{rss}</channel></rss>"), vec![true, false]),
        ("x.atom", format!("<feed>{atom}</feed>"), vec![true, false]),
        ("x.json", json.to_owned(), vec![true, false, false]),
    ] {
        assert_eq!(found(name, text.as_bytes()).iter().map(support::is_piece).collect::<Vec<_>>(), html, "{name}");
    }
}

#[test]
fn a_mail_that_declares_no_character_set_is_read_in_the_one_it_is_in() {
    let head = "From: a@b.org\r\nDate: Tue, 4 Mar 2025 10:00:00 +0700\r\nMIME-Version: 1.0\r\n";
    let text = "칠레와 페루가 회담을 열었다. 합의는 없었다. 쌀 값이 올랐다.";
    let mail = |more: &str, body: &[u8]| [head.as_bytes(), more.as_bytes(), b"\r\n", body].concat();
    let quoted: String = cp949(text).iter().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().chunks(20).map(|line| line.concat() + "=\r\n").collect();
    let viet = b"Th\xf1 t\xed\xf3\xf2ng Vi\xea\xf2t Nam \xf0\xe3 th\xe3m Ha\xcc N\xf4\xf2i h\xf4m qua.";
    for (more, body, expected) in [
        ("", cp949(text), text),
        ("Content-Type: text/plain\r\n", cp949(text), text),
        ("Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 8bit\r\n", cp949(text), text),
        ("Content-Type: text/plain; charset=ks_c_5601-1987\r\n", cp949("쌀"), "쌀"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n", quoted.into_bytes(), text),
        ("Content-Type: text/plain; charset=windows-1252\r\n", "Đức và Brasil".as_bytes().to_vec(), "Đức và Brasil"),
    ] {
        let mut all = found("x.eml", &mail(more, &body));
        let document = all.pop().expect("a mail").read(&Options::default()).expect("a report");
        assert_eq!(document.text.trim_end(), expected, "{more}");
    }
    let subject = [b"Subject: ".as_slice(), &cp949("회담"), b"\r\n"].concat();
    let named = [&subject, &mail("", b"Peru and Chile met.")[..]].concat();
    assert_eq!(found("x.eml", &named)[0].meta.title, None, "no headline is better than one of signs of loss");
    let given = Options { charset: Some("windows-1258".to_owned()), ..Options::default() };
    let document = found("x.eml", &mail("", viet)).pop().expect("a mail").read(&given).expect("a report");
    assert!(document.text.contains("Viê\u{323}t Nam"), "{}", document.text);
}

#[test]
fn after_a_record_without_its_length_the_next_one_is_found() {
    let next = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nPeru\r\n\r\n";
    let head = "WARC/1.0\r\nWARC-Type: conversion\r\n\r\n";
    // Wherever a buffer ends: within the mark of the next record too.
    for words in (8180..8200).chain(65_480..65_540) {
        let crawl = format!("{head}{}\r\n{next}", "x".repeat(words));
        let shown = by_default("x.warc", crawl.as_bytes());
        assert!(shown.len() == 2 && shown[0].contains("a record without its length") && shown[1] == "x#2: Peru", "{words}: {shown:?}");
    }
}

/// A Parquet file with a column of texts and one of days.
fn table(encoding: Encoding, rows: &[(&str, i32)]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type("message m { required binary text (UTF8); required int32 date (DATE); }").expect("a schema"));
    let properties = WriterProperties::builder().set_dictionary_enabled(false).set_encoding(encoding).set_compression(Compression::UNCOMPRESSED).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a file");
    let mut group = writer.next_row_group().expect("a group");
    let texts: Vec<ByteArray> = rows.iter().map(|(text, _)| ByteArray::from(*text)).collect();
    let days: Vec<i32> = rows.iter().map(|(_, day)| *day).collect();
    let mut column = group.next_column().expect("a column").expect("a column");
    column.typed::<ByteArrayType>().write_batch(&texts, None, None).expect("written");
    column.close().expect("written");
    let mut column = group.next_column().expect("a column").expect("a column");
    column.typed::<Int32Type>().write_batch(&days, None, None).expect("written");
    column.close().expect("written");
    group.close().expect("written");
    writer.close().expect("written");
    bytes
}

#[test]
fn days_in_parquet_are_days_of_any_year() {
    let rows = [("a", 20_151), ("b", 730), ("c", 0), ("d", -5479), ("e", i32::MAX)];
    let days: Vec<String> = found("x.parquet", &table(Encoding::PLAIN, &rows))
        .into_iter()
        .map(|found| found.meta.published.map(|day| day.to_string()).unwrap_or_default())
        .collect();
    assert_eq!(days, ["2025-03-04", "1972-01-01", "1970-01-01", "1955-01-01", ""]);
}

#[test]
fn an_encoding_of_columns_that_is_not_read_is_named_with_a_way_out() {
    // Texts by length; the days would not fit it, so all are of one kind.
    let schema = Arc::new(parse_message_type("message m { required binary text (UTF8); }").expect("a schema"));
    let properties = WriterProperties::builder().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a file");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("a column").expect("a column");
    column.typed::<ByteArrayType>().write_batch(&[ByteArray::from("Peru")], None, None).expect("written");
    column.close().expect("written");
    group.close().expect("written");
    writer.close().expect("written");
    let shown = by_default("x.parquet", &bytes);
    let expected = "! x.parquet, row 1: has a column in the encoding DELTA_LENGTH_BYTE_ARRAY, which is not read (write it again with values that are plain or in a dictionary)";
    assert_eq!(shown, [expected]);
}
