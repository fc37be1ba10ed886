//! `fuzz-stix`: broken bundles of partners, each taken into a register that holds something of its own. Beside what every fuzzer looks for, a
//! refusal without a reason, a register that is not sound afterwards, or that lost what was its own or holds something under a wider marking
//! than it was sent under, is a finding.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use chancery_formats::{Scores, to_wire};
use chancery_ingest::{Options, Pack, read_bytes};
use chancery_knowledge::Knowledge;
use chancery_model::{Audience, Marking};
use chancery_register::{Arrival, Register, Signature};
use chancery_share::{Inbox, Shelf, take};
use chancery_testkit::Random;
use chancery_testkit::json::places;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Common, Input, Run, bytes};

/// An input may take so long for each kB, beside what every input may take.
const MS_PER_KB: u64 = 50;
const NOW: &str = "2026-01-02T03:04:05Z";
/// What is sent, and what it is sent under.
const REPORTS: [&str; 2] = [
    " date 2025-03-04 Africa digest\n\nOSLO - Norway pledged on Monday to give Kenya 5 million euros for clinics by June 30.\n",
    " date 2025-07-03 Africa digest\n\nNAIROBI - Kenya condemned Uganda on Wednesday over the border. Ghana and Togo held talks in Accra.\n",
];
const SENT: [&str; 3] = ["AMBER REL(b) ORCON", "GREEN", "AMBER+STRICT REL(b,c) NOWORDS"];
/// What the register holds of its own.
const OWN: &str = " date 2025-07-02 Africa digest\n\nACCRA - Ghana and Togo held talks on ports in Accra on Tuesday.\n";

/// What the inputs are tried on: a register, and the bundles that are broken.
struct Target {
    folder: TempDir,
    bundles: Vec<Value>,
}

/// Run until the time is over.
pub fn run(args: &Common) -> Result<ExitCode> {
    let target = Target::make()?;
    if let Some(path) = &args.replay {
        return super::replay(path, |input| target.try_on(&input.bytes));
    }
    let mut run = Run::begin(args, MS_PER_KB)?;
    run.go("stix", args.minutes, |number| target.input(args.seed, number), |input, _| target.try_on(&input.bytes))?;
    Ok(run.end())
}

impl Target {
    fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let knowledge = Knowledge::embedded().context("the program's own data are damaged")?;
        add(&folder.path().join("own.db"), &knowledge, OWN, "RED")?;
        let mut bundles = Vec::new();
        for marking in SENT {
            let path = folder.path().join(format!("{}.db", bundles.len()));
            for report in REPORTS {
                add(&path, &knowledge, report, marking)?;
            }
            let mut register = Register::open(&path)?;
            let by = Signature { author: "ann", now: NOW };
            let acts: Vec<String> = register.entries(0, 9)?.iter().flat_map(|entry| entry.wire.events.iter().map(|event| event.id.to_string())).collect();
            for act in &acts {
                register.set(act, &[("status".to_owned(), "negated".to_owned())], "they deny it", by)?;
                register.consent(act, "c", by)?;
            }
            let audience: Audience = "partner:b".parse()?;
            let mut shelf = Shelf::open(&path, &audience)?;
            shelf.update(&register, NOW.parse()?)?;
            let mut bundle = Vec::new();
            shelf.write_bundle(&mut bundle)??;
            bundles.push(serde_json::from_slice(&bundle)?);
        }
        Ok(Self { folder, bundles })
    }

    /// Input number N of a seed.
    fn input(&self, seed: u64, number: u64) -> Input {
        let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number.wrapping_mul(0x9e37)));
        let mut bundle = random.pick(&self.bundles).cloned().unwrap_or_default();
        let other = random.pick(&self.bundles).cloned().unwrap_or_default();
        if random.chance(20) {
            let bytes = bytes::mutate(bundle.to_string().as_bytes(), other.to_string().as_bytes(), &mut random);
            return Input { name: "bundle.json".to_owned(), bytes };
        }
        for _ in 0..=random.below(4) {
            change(&mut bundle, &other, &mut random);
        }
        Input { name: "bundle.json".to_owned(), bytes: bundle.to_string().into_bytes() }
    }

    /// Take one input. Panics where a promise does not hold.
    fn try_on(&self, bytes: &[u8]) {
        let path = self.folder.path().join("taking.db");
        let shared = self.folder.path().join("taking.db.shared");
        fs::remove_dir_all(&shared).ok();
        for ending in ["-wal", "-shm"] {
            fs::remove_file(self.folder.path().join(format!("taking.db{ending}"))).ok();
        }
        fs::copy(self.folder.path().join("own.db"), &path).expect("a register");
        let mut register = Register::open(&path).expect("a register");
        let inbox = Inbox::open(&path).expect("an inbox");
        match take(&mut register, &inbox, "a", bytes, NOW) {
            Ok(tally) => {
                for refusal in &tally.refused {
                    let reason = &refusal.reason;
                    assert!(!reason.is_empty() && !reason.chars().any(char::is_control), "a refusal without a reason, or in several lines: {reason:?}");
                }
            }
            Err(error) => assert!(error.to_string().starts_with("nothing of it was taken: "), "a bundle of a partner is the fault of the register: {error}"),
        }
        let entries = register.entries(0, 1000).expect("entries");
        let own: Vec<_> = entries.iter().filter(|entry| entry.originator.is_empty()).collect();
        assert!(own.len() == 1 && own[0].marking.to_string() == "RED" && own[0].text.contains("ports in Accra"), "what was its own is not what it was");
        let sent = SENT.map(|marking| marking.parse::<Marking>().expect("a marking"));
        assert!(entries.iter().all(|entry| entry.originator.is_empty() || sent.iter().any(|sent| entry.marking.is_within(sent))), "a wider marking");
        assert_eq!(register.verify(true).expect("a look"), [], "the register is not sound");
    }
}

/// Add a report to a register.
fn add(path: &Path, knowledge: &Knowledge, report: &str, marking: &str) -> Result<()> {
    let packs = ["en", "ko", "vi"].map(|code| Pack::new(code, [])).to_vec();
    let document = read_bytes("report.txt", report.as_bytes(), &Options { packs, ..Options::default() }).context("a report")?;
    let read = chancery_coder::code(&document, knowledge);
    let coded = to_wire(&document, &read, &Scores::embedded()?);
    let arrival = Arrival { text: &document.text, coded: &coded, origin: None, coder: "1", marking: &marking.parse()? };
    let mut register = Register::open_or_create(path)?;
    register.add(&[arrival], NOW)?;
    register.link(|_, _| {})?;
    Ok(())
}

/// Put something else in a place of a bundle, leave it out, or have it twice.
fn change(bundle: &mut Value, other: &Value, random: &mut Random) {
    let all = places(bundle);
    let Some(at) = random.pick(&all).cloned() else { return };
    let put = match random.below(4) {
        0 => odd(random),
        1 => {
            let theirs = places(other);
            random.pick(&theirs).and_then(|place| other.pointer(place)).cloned().unwrap_or_default()
        }
        // The same place of the other one, which is of the same sort.
        2 => other.pointer(&at).cloned().unwrap_or_default(),
        _ => random.pick(&all).and_then(|place| bundle.pointer(place)).cloned().unwrap_or_default(),
    };
    let (parent, key) = at.rsplit_once('/').unwrap_or_default();
    match (bundle.pointer_mut(parent), random.below(6)) {
        (Some(Value::Object(map)), 0) => drop(map.remove(key)),
        (Some(Value::Array(list)), 0) => drop(key.parse().ok().filter(|nth| *nth < list.len()).map(|nth: usize| list.remove(nth))),
        (Some(Value::Array(list)), 1) => list.push(put),
        _ => {
            if let Some(there) = bundle.pointer_mut(&at) {
                *there = put;
            }
        }
    }
}

/// A value that may stand where none should.
fn odd(random: &mut Random) -> Value {
    let all = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e308),
        json!(""),
        json!("a"),
        json!("\u{1b}[2J\n\u{202e}"),
        json!("x".repeat(5000)),
        json!("9999-12-31T23:59:59.999Z"),
        json!("CLEAR"),
        json!("RED REL() ORCON"),
        json!("0123456789abcdef"),
        json!("0123456789abcdef0123456789abcdef~1"),
        json!("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"),
        json!([]),
        json!({}),
    ];
    random.pick(&all).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_broken_bundles_hold_every_promise() {
        let target = Target::make().expect("a target");
        for bundle in &target.bundles {
            target.try_on(bundle.to_string().as_bytes());
        }
        for number in 0..30 {
            target.try_on(&target.input(1, number).bytes);
        }
    }
}
