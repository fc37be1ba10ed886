//! Files packed as an archive or a compression of some sort, so that what is broken inside is found behind a packing that is whole.

use std::io::{Cursor, Write};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sort of packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// One member of gzip.
    Gzip,
    /// A member of gzip for each record of a web archive.
    Records,
    Zstd,
    Zip,
    Tar,
    /// A tar in gzip.
    Tgz,
    /// A zip of zips of gzips.
    Nested,
}

/// A file: its name and what is in it.
pub type File = (String, Vec<u8>);

impl Packing {
    /// The files as one.
    pub fn pack(self, files: &[File]) -> Result<File> {
        let first = || files.first().cloned().unwrap_or_default();
        Ok(match self {
            Self::Gzip => gzip_file(&first())?,
            Self::Records => {
                let (name, bytes) = first();
                (format!("{name}.gz"), records(&bytes).into_iter().map(gzip).collect::<Result<Vec<_>>>()?.concat())
            }
            Self::Zstd => {
                let (name, bytes) = first();
                (format!("{name}.zst"), zstd::encode_all(&bytes[..], 1)?)
            }
            Self::Zip => ("all.zip".to_owned(), zip(files)?),
            Self::Tar => ("all.tar".to_owned(), tar(files)?),
            Self::Tgz => ("all.tgz".to_owned(), gzip(&tar(files)?)?),
            Self::Nested => {
                let packed = files.iter().map(gzip_file).collect::<Result<Vec<_>>>()?;
                let inner = packed.iter().map(|file| Ok((format!("{}.zip", file.0), zip(std::slice::from_ref(file))?))).collect::<Result<Vec<_>>>()?;
                ("all.zip".to_owned(), zip(&inner)?)
            }
        })
    }
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn gzip_file((name, bytes): &File) -> Result<File> {
    Ok((format!("{name}.gz"), gzip(bytes)?))
}

/// A web archive, cut where records seem to begin.
fn records(bytes: &[u8]) -> Vec<&[u8]> {
    const MAGIC: &[u8] = b"WARC/1.";
    let mut starts: Vec<usize> = bytes.windows(MAGIC.len()).enumerate().filter(|(_, window)| *window == MAGIC).map(|(at, _)| at).filter(|at| *at > 0).collect();
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end)).collect()
}

fn zip(files: &[File]) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (name, bytes)) in files.iter().enumerate() {
        // Of two files of one name only the last would be kept.
        writer.start_file(format!("{number}-{name}"), SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn tar(files: &[File]) -> Result<Vec<u8>> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, &bytes[..])?;
    }
    Ok(builder.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_whole_is_read_whole() {
        let files: Vec<File> = ["a", "b"].map(|name| (format!("{name}.txt"), format!("Peru and Chile met. {name}").into_bytes())).into();
        let record = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\nPeru and Chile met.\r\n\r\n";
        let warc = [("a.warc".to_owned(), record.repeat(2).into_bytes())];
        let cases = [
            (Packing::Gzip, &files[..], 1),
            (Packing::Records, &warc, 2),
            (Packing::Zstd, &files, 1),
            (Packing::Zip, &files, 2),
            (Packing::Tar, &files, 2),
            (Packing::Tgz, &files, 2),
            (Packing::Nested, &files, 2),
        ];
        for (packing, files, expected) in cases {
            let (name, bytes) = packing.pack(files).expect("packed");
            let mut reports = 0;
            let _ = chancery_ingest::walk_bytes(&name, &bytes, 0, &chancery_ingest::Options::default(), &mut |found| {
                assert!(found.is_ok(), "{packing:?}: {found:?}");
                reports += 1;
                std::ops::ControlFlow::Continue(())
            });
            assert_eq!(reports, expected, "{packing:?}");
        }
    }
}
