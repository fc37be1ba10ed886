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
