//! What several tests share: archives made of files, and what a walk gives.
#![allow(dead_code, reason = "each test uses some")]

use std::io::Write;
use std::ops::ControlFlow;

use chancery_ingest::{Content, Form, Found, Options, walk_bytes};

/// The reports that a walk finds.
pub fn found(name: &str, bytes: &[u8]) -> Vec<Found> {
    let mut all = Vec::new();
    let _ = walk_bytes(name, bytes, 0, &Options::default(), &mut |found| {
        all.push(found.expect("a report"));
        ControlFlow::Continue(())
    });
    all
}

/// What a walk gives, a line each: the id and the first words of a report, or the refusal.
pub fn walked(name: &str, bytes: &[u8], options: &Options) -> Vec<String> {
    let mut shown = Vec::new();
    let _ = walk_bytes(name, bytes, 0, options, &mut |found| {
        shown.push(match found {
            Ok(found) => {
                let text = match &found.content {
                    Content::Bytes(bytes, _) => String::from_utf8_lossy(bytes).into_owned(),
                    Content::Text(text, _) => text.clone(),
                    Content::File(..) => String::new(),
                };
                format!("{}: {}", found.id, text.chars().take(20).collect::<String>())
            }
            Err(error) => format!("! {error}"),
        });
        ControlFlow::Continue(())
    });
    shown
}

pub fn by_default(name: &str, bytes: &[u8]) -> Vec<String> {
    walked(name, bytes, &Options::default())
}

/// Whether a report is handed over as a piece of a page.
pub fn is_piece(found: &Found) -> bool {
    matches!(found.content, Content::Text(_, Form::Piece))
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
        writer.write_all(bytes).expect("packed");
    }
    writer.finish().expect("packed").into_inner()
}

pub fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, *bytes).expect("packed");
    }
    builder.into_inner().expect("packed")
}
