//! Goes through one input and hands over the reports in it, one after the other, in a fixed order.
//!
//! [`kind`] tells what the input is; compressions and archives are opened ([`archive`], [`gzip`]) and what is in them is gone through in
//! the same way; lists of reports ([`json`], [`table`], [`columns`], [`warc`], [`feed`]) are cut into reports; a mail ([`mail`]), a page or
//! a text is a report. [`guard`] keeps all of it within the limits.
//!
//! Every record is a part, whether it is a report, is refused, or is something else (a picture in an archive, a request in a crawl). So
//! the number of a part is the same on every walk, and a walk that was broken off goes on after it.
//!
//! What a fault stops depends on where it is: a report that cannot be read is refused and the next one follows; where an archive is broken,
//! the rest of it is lost, and the next input follows.

mod archive;
mod columns;
mod feed;
mod fields;
mod footer;
mod guard;
mod gzip;
mod heads;
mod http;
mod json;
pub(crate) mod kind;
mod letters;
mod mail;
mod object;
mod pages;
mod table;
mod warc;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

pub use guard::Progress;
pub use http::content_type;

use crate::found::{Content, Form, Found, Meta};
use crate::{IngestError, Input, Options, RefusedReason};
use fields::Report;
use guard::{Counted, Metered, Spent, Unpacked, read_whole, reason};
use gzip::Members;
use kind::Kind;

/// What takes the reports: it breaks off the walk or lets it go on.
pub type Take<'t> = dyn FnMut(Result<Found, IngestError>) -> ControlFlow<()> + 't;

type Flow = ControlFlow<()>;

/// How much of an input is looked at to tell what it is.
const HEAD: usize = 8192;
/// Bytes that are read from a file at once.
const BUFFER: usize = 1 << 16;
/// However many archives in archives are allowed, no more than these are gone into.
const DEEPEST: usize = 64;

/// Go through an input, from the part after `done` on: those before it are passed over as cheaply as the input's form allows.
pub fn walk(input: &Input, done: u64, options: &Options, progress: &Progress, take: &mut Take<'_>) -> ControlFlow<()> {
    let mut walker = Walker::new(done, options, progress.clone(), take);
    match input {
        Input::File(path) => walker.file(path),
        Input::Stdin => walker.top(&Place::new("stdin", "stdin", ""), Whole::No, io::stdin().lock()),
    }
}

/// Go through bytes in memory as if they were a file of that name.
pub fn walk_bytes(name: &str, bytes: &[u8], done: u64, options: &Options, take: &mut Take<'_>) -> ControlFlow<()> {
    let mut walker = Walker::new(done, options, Progress::default(), take);
    walker.top(&Place::of_path(name, Path::new(name)), Whole::No, bytes)
}

/// The bytes of a file, up to the limit.
pub(crate) fn file_bytes(path: &Path, options: &Options) -> Result<Vec<u8>, IngestError> {
    let read = File::open(path).map_err(RefusedReason::Unreadable).and_then(|mut file| read_whole(&mut file, options.limits.effective(), "file"));
    read.map_err(|reason| IngestError::new(&path.display().to_string(), reason))
}

/// The name of a file without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// What is being gone through: its name in messages, the id of what is in it, and the ending that may tell what it is.
#[derive(Clone, Debug)]
struct Place {
    name: String,
    stem: String,
    ending: String,
    /// The path within the input, through the archives on the way.
    within: String,
    /// Whether it is one of several parts that have no name of their own.
    numbered: bool,
}

impl Place {
    fn new(name: &str, stem: &str, ending: &str) -> Self {
        Self { name: name.to_owned(), stem: stem.to_owned(), ending: ending.to_ascii_lowercase(), within: String::new(), numbered: false }
    }

    fn of_path(name: &str, path: &Path) -> Self {
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        Self::new(name, &stem(path), &ending)
    }

    /// A part without a name of its own.
    fn at(&self, what: &str) -> Self {
        Self { name: format!("{}, {what}", self.name), numbered: true, ..self.clone() }
    }

    /// A file in this archive.
    fn member(&self, path: &str) -> Self {
        let within = if self.within.is_empty() { path.to_owned() } else { format!("{}/{path}", self.within) };
        Self { within, ..Self::of_path(&format!("{}, {path}", self.name), Path::new(path)) }
    }

    /// The same without the ending that names a compression.
    fn unpacked(&self) -> Self {
        let inner = match self.ending.as_str() {
            "tgz" | "tzst" => Self::new("", &self.stem, "tar"),
            "gz" | "zst" | "gzip" | "zstd" => Self::of_path("", Path::new(&self.stem)),
            _ => self.clone(),
        };
        Self { name: self.name.clone(), within: self.within.clone(), numbered: self.numbered, ..inner }
    }
}

/// Something that can be read from any place in it.
trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Where else than in a stream an input can be read from.
#[derive(Clone, Copy)]
enum Whole<'p> {
    /// From a file, from its start.
    File(&'p Path),
    /// From nowhere else.
    No,
}

/// A walk under way.
struct Walker<'o, 't> {
    options: &'o Options,
    done: u64,
    part: u64,
    spent: Rc<Spent>,
    progress: Progress,
    take: &'t mut Take<'t>,
    depth: usize,
}

impl<'o, 't> Walker<'o, 't> {
    fn new<'s: 't>(done: u64, options: &'o Options, progress: Progress, take: &'t mut Take<'s>) -> Self {
        progress.set(0);
        Self { options, done, part: 0, spent: Rc::default(), progress, take, depth: 0 }
    }

    fn options(&self) -> &'o Options {
        self.options
    }

    /// A part that is a report, unless `build` says that it is something else. What was taken before is not built again.
    fn record(&mut self, place: &Place, build: impl FnOnce(&Options) -> Result<Option<Report>, RefusedReason>) -> Flow {
        self.part += 1;
        if self.part <= self.done {
            return ControlFlow::Continue(());
        }
        let part = self.part;
        match build(self.options) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some((content, meta))) => {
                let id = if place.numbered { format!("{}#{part}", place.stem) } else { place.stem.clone() };
                (self.take)(Ok(Found { name: place.name.clone(), id, within: place.within.clone(), part, content, meta }))
            }
            Err(reason) => (self.take)(Err(IngestError { input: place.name.clone(), reason, part })),
        }
    }

    /// A part that is refused.
    fn refuse(&mut self, place: &Place, reason: RefusedReason) -> Flow {
        self.record(place, |_| Err(reason))
    }

    /// A part that is no report.
    fn pass(&mut self) {
        self.part += 1;
    }

    /// Whether an archive has unpacked to so much that what is left of it is not looked at.
    fn is_spent(&self) -> bool {
        self.spent.check(&self.options.limits).is_err()
    }

    fn file(&mut self, path: &Path) -> Flow {
        let name = path.display().to_string();
        let place = Place::of_path(&name, path);
        let opened = match File::open(path) {
            Ok(file) if !path.is_dir() => file,
            Ok(_) => return self.refuse(&place, RefusedReason::Unreadable(io::ErrorKind::IsADirectory.into())),
            Err(error) => return self.refuse(&place, RefusedReason::Unreadable(error)),
        };
        let size = opened.metadata().map_or(0, |about| about.len());
        self.top(&place, Whole::File(path), opened)?;
        // What follows the last part (padding, a directory) is not read.
        self.progress.set(size);
        ControlFlow::Continue(())
    }

    fn top(&mut self, place: &Place, whole: Whole<'_>, reader: impl Read) -> Flow {
        let mut reader = Counted { inner: reader, spent: Rc::clone(&self.spent), progress: self.progress.clone() };
        self.stream(place, whole, &mut reader)
    }

    /// Go through a stream, whatever is in it.
    fn stream(&mut self, place: &Place, whole: Whole<'_>, reader: &mut dyn Read) -> Flow {
        let mut head = Vec::with_capacity(HEAD);
        // What comes before a fault is read all the same, and the fault found where it is.
        let fault = (&mut *reader).take(HEAD as u64).read_to_end(&mut head).err();
        let kind = kind::tell(&head, &place.ending);
        let in_list = matches!(kind, Kind::Lines | Kind::Json | Kind::Table(_) | Kind::Feed | Kind::Mail);
        let is_wide = matches!(head.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff])) || self.options.charset.as_deref().is_some_and(letters::is_wide);
        let mut rest = Cursor::new(head).chain(Later { fault, inner: reader });
        if in_list && is_wide {
            return self.wide(place, &mut rest);
        }
        self.open(place, kind, whole, &mut rest)
    }

    /// UTF-16 is decoded as a whole, so that what reads lists need only know UTF-8.
    fn wide(&mut self, place: &Place, reader: &mut dyn Read) -> Flow {
        let max = self.options.limits.effective();
        let text = match read_whole(reader, max, "file").and_then(|bytes| crate::decode::decode(bytes, None, self.options)) {
            Ok(text) => text,
            Err(reason) => return self.refuse(place, reason),
        };
        let kind = kind::tell(text.as_bytes(), &place.ending);
        // What is decoded is not decoded again.
        let options = Options { charset: None, ..self.options.clone() };
        let (spent, progress) = (Rc::clone(&self.spent), self.progress.clone());
        let mut inner = Walker { options: &options, done: self.done, part: self.part, spent, progress, take: &mut *self.take, depth: self.depth };
        let flow = inner.open(place, kind, Whole::No, &mut text.as_bytes());
        self.part = inner.part;
        flow
    }

    fn open(&mut self, place: &Place, kind: Kind, whole: Whole<'_>, reader: &mut dyn Read) -> Flow {
        match kind {
            Kind::Gzip => self.deeper(place, |walker| {
                let (metered, taken) = metered(reader);
                let members = Members::new(BufReader::with_capacity(BUFFER, metered));
                walker.unpacked(place, members, taken)
            }),
            Kind::Zstd => self.deeper(place, |walker| {
                let (metered, taken) = metered(reader);
                match zstd::stream::read::Decoder::new(metered) {
                    Ok(decoder) => walker.unpacked(place, decoder, taken),
                    Err(error) => walker.refuse(place, reason(error, "zstd")),
                }
            }),
            Kind::Zip => self.deeper(place, |walker| archive::zip(walker, place, whole, reader)),
            Kind::Tar => self.deeper(place, |walker| archive::tar(walker, place, reader)),
            Kind::Warc => warc::walk(self, place, &mut BufReader::with_capacity(BUFFER, reader)),
            Kind::Parquet => columns::walk(self, place, whole, reader),
            Kind::Lines => json::lines(self, place, &mut BufReader::with_capacity(BUFFER, reader)),
            Kind::Json => json::document(self, place, &mut BufReader::with_capacity(BUFFER, reader)),
            Kind::Table(delimiter) => table::walk(self, place, delimiter, &mut BufReader::with_capacity(BUFFER, reader)),
            Kind::Feed => feed::walk(self, place, reader),
            Kind::Mail => self.record(place, |options| mail::read(reader, options)),
            Kind::Leaf(form) => self.record(place, |options| leaf(form, whole, reader, options)),
            Kind::Other(what) => self.refuse(place, RefusedReason::Binary { looks_like: Some(what) }),
        }
    }

    /// Go through what comes out of a decompressor.
    fn unpacked(&mut self, place: &Place, decoder: impl Read, taken: Rc<Cell<u64>>) -> Flow {
        let mut reader = Unpacked::new(decoder, taken, self.options.limits, Rc::clone(&self.spent));
        self.stream(&place.unpacked(), Whole::No, &mut reader)
    }

    /// Go into an archive, unless that is one too many.
    fn deeper(&mut self, place: &Place, go: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let max_archives = self.options.limits.max_archives.min(DEEPEST);
        if self.depth >= max_archives {
            return self.refuse(place, RefusedReason::Archives { max_archives });
        }
        self.depth += 1;
        let flow = go(self);
        self.depth -= 1;
        flow
    }
}

/// A reader that begins with a fault, if there is one.
struct Later<R> {
    fault: Option<io::Error>,
    inner: R,
}

impl<R: Read> Read for Later<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.inner.read(buf),
        }
    }
}

/// A reader whose bytes are counted, and their count.
fn metered<R: Read>(inner: R) -> (Metered<R>, Rc<Cell<u64>>) {
    let count = Rc::new(Cell::new(0));
    (Metered { inner, count: Rc::clone(&count) }, count)
}

/// A report that is a file of its own: read later if it can be, else now.
fn leaf(form: Form, whole: Whole<'_>, reader: &mut dyn Read, options: &Options) -> Result<Option<Report>, RefusedReason> {
    let content = match whole {
        Whole::File(path) => Content::File(path.to_owned(), form),
        Whole::No => Content::Bytes(read_whole(reader, options.limits.effective(), "file")?, form),
    };
    Ok(Some((content, Meta::default())))
}

/// Bytes that can be read from any place: the file itself, or the stream in memory.
fn seekable(whole: Whole<'_>, reader: &mut dyn Read, options: &Options, what: &'static str) -> Result<Box<dyn ReadSeek>, RefusedReason> {
    Ok(match whole {
        Whole::File(path) => Box::new(BufReader::with_capacity(BUFFER, File::open(path).map_err(RefusedReason::Unreadable)?)),
        Whole::No => Box::new(Cursor::new(read_whole(reader, options.limits.effective(), what)?)),
    })
}
