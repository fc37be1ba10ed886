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
