//! What the tests of the register share: reports that are coded by the real coder, and every table of a register as text.
#![allow(dead_code, reason = "each test uses a part")]

use std::path::Path;
use std::sync::LazyLock;

use chancery_formats::wire::WireDocument;
use chancery_formats::{Scores, to_wire};
use chancery_ingest::{Options, read_bytes};
use chancery_knowledge::Knowledge;
use chancery_register::{Added, Arrival, Filter, Register, Signature};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::embedded().expect("knowledge"));
static SCORES: LazyLock<Scores> = LazyLock::new(|| Scores::embedded().expect("scores"));

/// The day against which due dates are held.
pub const TODAY: i64 = 20_260_101;

pub const BY: Signature<'static> = Signature { author: "Ada", now: "2025-07-01T08:00:00Z" };

/// A report, coded.
#[derive(Clone, Debug)]
pub struct Report {
    pub id: String,
    pub published: String,
    pub text: String,
    pub origin: Option<String>,
    pub source: Option<String>,
    pub coded: String,
}

impl Report {
    pub fn new(id: &str, lang: &str, published: &str, text: &str) -> Self {
        let options = Options {
            date: published.parse().ok(),
            id: Some(id.to_owned()),
            lang: Some(lang.to_owned()),
            source: Some(format!("{id} news")),
            ..Options::default()
        };
        let document = read_bytes(id, text.as_bytes(), &options).expect("a report");
        let coded = chancery_coder::code(&document, &KNOWLEDGE);
        let coded = serde_json::to_string(&to_wire(&document, &coded, &SCORES)).expect("JSON");
        let source = document.source.clone();
        Self { id: id.to_owned(), published: published.to_owned(), text: text.to_owned(), origin: None, source, coded }
    }

    pub fn of(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    pub fn wire(&self) -> WireDocument<'_> {
        serde_json::from_str(&self.coded).expect("a document")
    }
}

/// Four reports in three languages: one meeting told three times, a blame, a promise of aid and its delivery.
pub fn sample() -> Vec<Report> {
    let a = "NAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday.\n\nNorway pledged on Monday to give Kenya 5 million euros for clinics by June 30.\n";
    let b = "Ngày 3/3, Kenya và Uganda đã hội đàm về thương mại biên giới tại Nairobi.\n";
    let c = "케냐와 우간다가 3일 나이로비에서 국경 무역에 관한 회담을 열었다. 우간다 국방부는 케냐의 결정을 비난했다고 밝혔다.\n";
    let d = "OSLO - Norway on Thursday delivered 5 million euros to Kenya for clinics.\n";
    vec![
        Report::new("a", "en", "2025-03-04", a),
        Report::new("b", "vi", "2025-03-05", b),
        Report::new("c", "ko", "2025-03-06", c),
        Report::new("d", "en", "2025-06-20", d),
    ]
}

/// The reports of the story arcs, and some made-up ones.
pub fn many() -> Vec<Report> {
    let mut out = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/arcs");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("arcs").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")).take(6) {
        let text = std::fs::read_to_string(&path).expect("an arc");
        let arc = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for section in text.split("\n## ").skip(1) {
            let Some((head, body)) = section.split_once('\n') else { continue };
            let Some((number, lang)) = head.trim().split_once(' ').filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit())) else { continue };
            let lines: Vec<&str> = body.lines().filter_map(|l| l.strip_prefix('>')).map(str::trim_start).collect();
            let published = lines[0].split_whitespace().nth(1).expect("a date").to_owned();
            out.push(Report::new(&format!("{arc}-{number}"), lang, &published, &lines.join("\n")));
        }
    }
    assert!(out.len() > 20, "the arcs hold reports");
    let mut made_up = chancery_testkit::Generator::new("vi", 5).expect("a generator");
    for _ in 0..12 {
        let report = made_up.report();
        out.push(Report::new(&report.id, "vi", &report.published, &report.text));
    }
    // Corrected versions: of the same day, and of a later one.
    let versions: Vec<Report> = [(2, 0), (5, 3), (8, 40), (9, 3)].into_iter().map(|(at, days)| later(&mut out[at], days)).collect();
    out.extend(versions);
    out
}

/// Another version of a report, so many days later, without its first paragraph.
fn later(report: &mut Report, days: i32) -> Report {
    let origin = format!("https://example.org/{}", report.id);
    report.origin = Some(origin.clone());
    let day: jiff::civil::Date = report.published.parse().expect("a day");
    let published = day.checked_add(jiff::Span::new().days(days)).expect("a day").to_string();
    let paragraphs: Vec<&str> = report.text.split("\n\n").collect();
    let text = format!("{}\n\nCorrection.\n", paragraphs[1..].join("\n\n"));
    let lang = report.wire().lang.to_string();
    Report::new(&report.id, &lang, &published, &text).of(&origin)
}

/// A register in a folder of its own.
pub struct Held {
    pub register: Register,
    folder: tempfile::TempDir,
}

impl Held {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::open_or_create(&folder.path().join("r.db")).expect("a register");
        Self { register, folder }
    }

    pub fn with<'r>(reports: impl IntoIterator<Item = &'r Report>) -> Self {
        let mut held = Self::empty();
        held.add(reports);
        held.register.link(|_, _| {}).expect("linked");
        held
    }

    pub fn add<'r>(&mut self, reports: impl IntoIterator<Item = &'r Report>) -> Vec<Added> {
        let reports: Vec<&Report> = reports.into_iter().collect();
        let wires: Vec<WireDocument<'_>> = reports.iter().map(|r| r.wire()).collect();
        let arrivals: Vec<Arrival<'_>> = reports.iter().zip(&wires).map(|(r, coded)| Arrival::open(&r.text, coded, r.origin.as_deref(), "test")).collect();
        self.register.add(&arrivals, "2025-07-01T00:00:00Z").expect("added")
    }

    /// Read every report again.
    pub fn recode(&mut self, reports: &[Report], change: impl Fn(&str) -> String) -> usize {
        let mut changes = 0;
        for row in self.register.documents().expect("documents") {
            let stored = self.register.stored(row).expect("stored").expect("a document");
            let report = reports.iter().find(|r| r.text == stored.text).expect("a report");
            let coded = change(&report.coded);
            let wire: WireDocument<'_> = serde_json::from_str(&coded).expect("a document");
            let told = self.register.recode(row, &wire, "test", false).expect("recoded");
            changes += told.gained + told.lost + told.changed;
        }
        self.register.link(|_, _| {}).expect("linked");
        changes
    }

    pub fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("r.db")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A connection beside the register.
    pub fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).expect("a connection")
    }

    /// Acts, one object a line.
    pub fn events(&self, filter: &Filter) -> Vec<String> {
        self.register.events(filter).expect("events").iter().map(|e| serde_json::to_string(e).expect("JSON")).collect()
    }

    /// Undertakings, one object a line.
    pub fn commitments(&self, filter: &Filter, today: i64) -> Vec<String> {
        self.register.commitments(filter, today).expect("commitments").iter().map(|e| serde_json::to_string(e).expect("JSON")).collect()
    }

    /// Everything that is answered now.
    pub fn answers(&self) -> Vec<String> {
        let mut out = self.events(&Filter::default());
        out.extend(self.commitments(&Filter::default(), TODAY));
        out
    }

    /// Every row of every table, as text.
    pub fn dump(&self) -> String {
        dump(&self.raw())
    }
}

pub fn dump(db: &rusqlite::Connection) -> String {
    let mut out = String::new();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'document_search_%' ORDER BY name";
    let tables: Vec<String> = db.prepare(tables).expect("tables").query_map([], |r| r.get(0)).expect("tables").map(|t| t.expect("a name")).collect();
    for table in tables {
        let mut query = db
            .prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2"))
            .unwrap_or_else(|_| db.prepare(&format!("SELECT rowid FROM {table}")).expect("rows"));
        let columns = query.column_count();
        let mut rows = query.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> = (0..columns).map(|c| format!("{:?}", row.get::<_, rusqlite::types::Value>(c).expect("a cell"))).collect();
            out.extend([table.as_str(), ": ", &cells.join(" | "), "\n"]);
        }
    }
    out
}
