//! Zip and tar into the files in them, in the order in which they stand. Nothing is ever written to disk, so a name in an archive is only
//! something to show.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::guard::{Unpacked, read_whole, reason};
use super::{Flow, Place, ReadSeek, Walker, Whole, kind, seekable};
use crate::RefusedReason;

/// The longest name of a file in a tar.
const LONGEST_NAME: u64 = 1 << 16;
/// How far from the end of a zip its directory may be announced: a comment of 64 kB may follow.
const LAST: u64 = (1 << 16) + 22 + 20 + 56;

/// Go through a zip.
pub(super) fn zip(walker: &mut Walker<'_, '_>, place: &Place, whole: Whole<'_>, stream: &mut dyn Read) -> Flow {
    let opened = seekable(whole, stream, walker.options(), "zip").and_then(|mut file| {
        let size = file.seek(SeekFrom::End(0)).map_err(RefusedReason::Unreadable)?;
        check_directory(&mut file, size, walker.options().limits.effective())?;
        Ok((ZipArchive::new(file).map_err(faulty)?, size))
    });
    let (mut archive, size) = match opened {
        Ok(opened) => opened,
        Err(reason) => return walker.refuse(place, reason),
    };
    if let Whole::File(_) = whole {
        walker.spent.packed.set(size);
    }
    let mut empty = true;
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).and_then(Result::ok).map_or_else(|| format!("entry {index}"), std::borrow::Cow::into_owned);
        if name.ends_with('/') {
            continue;
        }
        if !kind::is_known(&name) {
            walker.pass();
            continue;
        }
        empty = false;
        let member = place.member(&name);
        match archive.by_index(index) {
            Ok(entry) if !entry.is_file() => walker.pass(),
            Ok(entry) => {
                let end = entry.header_start().saturating_add(entry.compressed_size());
                let taken = Rc::new(Cell::new(entry.compressed_size()));
                let mut reader = Unpacked::new(entry, taken, walker.options().limits, Rc::clone(&walker.spent));
                walker.stream(&member, Whole::No, &mut reader)?;
                if let Whole::File(_) = whole {
                    walker.progress.set(end.min(size));
                }
            }
            Err(error) => walker.refuse(&member, faulty(error))?,
        }
        if walker.is_spent() {
            return ControlFlow::Continue(());
        }
    }
    if empty { walker.refuse(place, RefusedReason::NoMatch("no file in this archive has a known ending")) } else { ControlFlow::Continue(()) }
}

fn faulty(error: ZipError) -> RefusedReason {
    match error {
        ZipError::Io(error) => reason(error, "zip"),
        ZipError::UnsupportedArchive(what) if what == ZipError::PASSWORD_REQUIRED => RefusedReason::Encrypted,
        error => RefusedReason::Malformed { what: "zip", detail: error.to_string() },
    }
}

/// Look whether the directory of a zip, which is read as a whole, is of a size that may be in memory.
fn check_directory(file: &mut Box<dyn ReadSeek>, size: u64, max: u64) -> Result<(), RefusedReason> {
    let mut last = Vec::new();
    let end = file.seek(SeekFrom::Start(size.saturating_sub(LAST))).and_then(|_| file.take(LAST).read_to_end(&mut last));
    end.map_err(RefusedReason::Unreadable)?;
    // Every announcement counts, also one that is none: which of them the library takes is its own matter.
    let mut announced = Vec::new();
    for (at, window) in last.windows(4).enumerate() {
        let number = |from: usize, len: usize| {
            let bytes = last.get(at + from..at + from + len)?;
            Some(bytes.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
        };
        match window {
            b"PK\x05\x06" => announced.extend(number(12, 4).filter(|n| *n != u64::from(u32::MAX))),
            b"PK\x06\x06" => announced.extend(number(40, 8)),
            _ => {}
        }
    }
    match announced.iter().max() {
        None => Err(RefusedReason::Truncated { what: "zip" }),
        Some(most) if *most > max => Err(RefusedReason::TooLarge { max_bytes: max }),
        Some(_) => Ok(()),
    }
}

/// Go through a tar.
pub(super) fn tar(walker: &mut Walker<'_, '_>, place: &Place, stream: &mut dyn Read) -> Flow {
    let mut archive = ::tar::Archive::new(stream);
    let entries = match archive.entries() {
        // Raw: the library would read names of any length into memory.
        Ok(entries) => entries.raw(true),
        Err(error) => return walker.refuse(place, reason(error, "tar")),
    };
    let (mut empty, mut long_name) = (true, None);
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return walker.refuse(place, broken(error)),
        };
        let header = entry.header().entry_type();
        if header.is_gnu_longname() || header.is_pax_local_extensions() {
            match read_whole(&mut entry, LONGEST_NAME, "tar") {
                Ok(bytes) if header.is_gnu_longname() => long_name = Some(Ok(bytes.split(|b| *b == 0).next().unwrap_or_default().to_vec())),
                Ok(bytes) => long_name = pax_path(&bytes).map(Ok).or(long_name),
                // What it names is refused, and what comes after that is read.
                Err(reason @ RefusedReason::TooLarge { .. }) => long_name = Some(Err(reason)),
                Err(reason) => return walker.refuse(place, reason),
            }
            continue;
        }
        if header.is_gnu_longlink() || header.is_pax_global_extensions() {
            continue;
        }
        // It belongs to this entry, whatever that is.
        let long_name = long_name.take();
        if !header.is_file() && !header.is_contiguous() && !header.is_gnu_sparse() {
            continue;
        }
        let (name, fault) = match long_name {
            Some(Ok(name)) => (name, None),
            Some(Err(reason)) => (entry.path_bytes().into_owned(), Some(reason)),
            None => (entry.path_bytes().into_owned(), None),
        };
        let name = String::from_utf8_lossy(&name).into_owned();
        if let Some(reason) = fault {
            empty = false;
            walker.refuse(&place.member(&name), reason)?;
            continue;
        }
        if !kind::is_known(&name) {
            walker.pass();
            continue;
        }
        empty = false;
        let member = place.member(&name);
        if header.is_gnu_sparse() {
            walker.refuse(&member, RefusedReason::Malformed { what: "tar", detail: "files with holes are not read".to_owned() })?;
            continue;
        }
        let left = entry.size();
        let mut file = Exact { inner: &mut entry, left, broken: false };
        walker.stream(&member, Whole::No, &mut file)?;
        if walker.is_spent() {
            return ControlFlow::Continue(());
        }
        // Whether it was read or passed over, what breaks in it breaks the rest.
        if let Err(error) = io::copy(&mut file, &mut io::sink()) {
            return walker.refuse(place, broken(error));
        }
    }
    if empty { walker.refuse(place, RefusedReason::NoMatch("no file in this archive has a known ending")) } else { ControlFlow::Continue(()) }
}

/// What breaks a tar between its files.
fn broken(error: io::Error) -> RefusedReason {
    // The library gives all of these the same sort.
    let cut = error.kind() == io::ErrorKind::UnexpectedEof || error.to_string().contains("EOF") || error.to_string().contains("entire block");
    if cut && error.get_ref().is_none_or(|inner| !inner.is::<RefusedReason>()) { RefusedReason::Truncated { what: "tar" } } else { reason(error, "tar") }
}

/// The name in a header of the form `24 path=a/b.txt`.
fn pax_path(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.split(|b| *b == b'\n').find_map(|line| {
        let (_, field) = line.split_at_checked(line.iter().position(|b| *b == b' ')?)?;
        field.strip_prefix(b" path=").map(<[u8]>::to_vec)
    })
}

/// A reader that must give so many bytes. Once it has failed it fails for good: a gzip may go on with bytes of another place.
struct Exact<R> {
    inner: R,
    left: u64,
    broken: bool,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.broken {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let result = self.inner.read(buf);
        let n = *result.as_ref().unwrap_or(&0);
        self.left = self.left.saturating_sub(n as u64);
        self.broken = n == 0 && self.left > 0 && !buf.is_empty() && !result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted);
        if self.broken { Err(result.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())) } else { result }
    }
}
