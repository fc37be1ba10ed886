//! Reading an arc, playing it through the program, and counting what is right.

use std::fmt;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// A story and what should be known of it.
pub struct Arc {
    ask_on: String,
    reports: Vec<Report>,
    events: Vec<Group>,
    commitments: Vec<Group>,
}

struct Report {
    number: String,
    id: String,
    text: String,
}

/// Mentions that belong together.
struct Group {
    key: String,
    kinds: Vec<String>,
    finals: Vec<String>,
    overdue: bool,
    mentions: Vec<Mention>,
}

struct Mention {
    report: String,
    statuses: Vec<String>,
    words: String,
}

/// What was counted.
#[derive(Default)]
pub struct Figures {
    counts: [u32; 12],
    /// What went wrong.
    pub notes: Vec<String>,
}

const TP: usize = 0;
const FP: usize = 1;
const FN: usize = 2;
const FOUND: usize = 3;
const MERGED: usize = 4;
const STATUS: usize = 5;
const OVERDUE: usize = 6;
const STEPS: usize = 7;
const COMMITMENTS: usize = 8;
const MENTIONS: usize = 9;
const CODED: usize = 10;
const ALL_STEPS: usize = 11;

impl Figures {
    /// Count another arc in.
    pub fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(a, b)| *a += b);
    }

    /// One figure in hundredths.
    pub fn hundredths(&self, what: &str) -> u32 {
        let c = &self.counts;
        let (part, whole) = match what {
            "precision" => (c[TP], c[TP] + c[FP]),
            "recall" => (c[TP], c[TP] + c[FN]),
            "found" => (c[FOUND], c[COMMITMENTS]),
            "merged" => (c[MERGED], c[COMMITMENTS]),
            "status" => (c[STATUS], c[COMMITMENTS]),
            "overdue" => (c[OVERDUE], c[COMMITMENTS]),
            "steps" => (c[STEPS], c[ALL_STEPS]),
            _ => (0, 0),
        };
        100 * part / whole.max(1)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "coded {}/{}", self.counts[CODED], self.counts[MENTIONS])?;
        for what in ["precision", "recall", "found", "merged", "status", "overdue", "steps"] {
            write!(f, ", {what} {}", self.hundredths(what))?;
        }
        Ok(())
    }
}

fn options(text: &str) -> Vec<String> {
    text.split('|').map(|o| o.trim().to_owned()).filter(|o| !o.is_empty()).collect()
}

impl Arc {
    /// Read an arc; a fault in the file fails the test.
    pub fn read(name: &str, text: &str) -> Self {
        let ask_on = text.lines().find_map(|l| l.strip_prefix("ask on: ")).expect("the day of asking").trim().to_owned();
        let mut arc = Self { ask_on, reports: Vec::new(), events: Vec::new(), commitments: Vec::new() };
        for section in text.split("\n## ").skip(1) {
            let (head, body) = section.split_once('\n').expect("a section");
            if let Some(rest) = head.strip_prefix("event ") {
                arc.events.push(Group::read(rest, body));
            } else if let Some(rest) = head.strip_prefix("commitment ") {
                arc.commitments.push(Group::read(rest, body));
            } else {
                let (number, lang) = head.trim().split_once(' ').expect("number and language");
                let lines = body.lines().filter(|l| l.starts_with('>')).map(|l| l[1..].strip_prefix(' ').unwrap_or(&l[1..]));
                let text = lines.collect::<Vec<_>>().join("\n") + "\n";
                arc.reports.push(Report { number: number.to_owned(), id: format!("{name}-{number:0>2}-{lang}"), text });
            }
        }
        for mention in arc.events.iter().chain(&arc.commitments).flat_map(|g| &g.mentions) {
            let report = arc.report(&mention.report);
            assert_eq!(report.text.matches(&mention.words).count(), 1, "{}: «{}» must stand there once", report.id, mention.words);
        }
        arc
    }

    fn report(&self, number: &str) -> &Report {
        self.reports.iter().find(|r| r.number == number).expect("a report of this number")
    }

    /// Play it through the program.
    pub fn play(&self) -> Figures {
        let folder = tempfile::tempdir().expect("a folder");
        for report in &self.reports {
            std::fs::write(folder.path().join(format!("{}.txt", report.id)), &report.text).expect("a report");
        }
        let register = folder.path().join("register.db");
        run(&register, &["add", &folder.path().to_string_lossy()]);
        let ask = |what: &str| -> Vec<Value> {
            let out = run(&register, &[what, "--as-of", &self.ask_on, "--format", "jsonl"]);
            out.lines().map(|l| serde_json::from_str(l).expect("an answer")).collect()
        };
        let mut figures = Figures::default();
        self.judge_events(&ask("events"), &mut figures);
        self.judge_commitments(&ask("commitments"), &mut figures);
        figures
    }

    /// The answer that covers a mention: the one whose words for the act stand there, of several acts told in one sentence; else the one with the
    /// shortest words.
    fn pick<'a>(&self, mention: &Mention, answers: &'a [Value], label: &str, kinds: &[String], list: &str) -> Option<&'a Value> {
        let report = self.report(&mention.report);
        let byte = report.text.find(&mention.words).expect("the words");
        let start = report.text[..byte].chars().count() as u64;
        let end = start + mention.words.chars().count() as u64;
        let fits = |place: &Value| {
            let at = |words: &str, side: &str| place[words][side].as_u64().unwrap_or_default();
            let covers = |words: &str| at(words, "end").min(end) > at(words, "start").max(start);
            (place["document"] == report.id && covers("evidence")).then(|| (!covers("trigger"), at("evidence", "end") - at("evidence", "start")))
        };
        let covering = answers.iter().filter(|a| kinds.iter().any(|k| a[label] == k.as_str()));
        let sized = covering.filter_map(|a| a[list].as_array()?.iter().filter_map(&fits).min().map(|size| (size, a)));
        sized.min_by_key(|(size, _)| *size).map(|(_, a)| a)
    }

    fn judge_events(&self, answers: &[Value], figures: &mut Figures) {
        let mut found: Vec<(&str, &Value, &Mention)> = Vec::new();
        for group in &self.events {
            for mention in &group.mentions {
                figures.counts[MENTIONS] += 1;
                match self.pick(mention, answers, "type", &group.kinds, "reports") {
                    Some(event) => found.push((&group.key, &event["id"], mention)),
                    None => figures.notes.push(format!("not coded: {} in {}: {}", group.key, mention.report, mention.words)),
                }
            }
        }
        figures.counts[CODED] += found.len() as u32;
        for (at, (key, id, mention)) in found.iter().enumerate() {
            for (other, theirs, second) in &found[at + 1..] {
                match (key == other, id == theirs) {
                    (true, true) => figures.counts[TP] += 1,
                    (false, true) => figures.counts[FP] += 1,
                    (true, false) => figures.counts[FN] += 1,
                    (false, false) => continue,
                }
                if (key == other) != (id == theirs) {
                    let what = if key == other { "not one" } else { "wrongly one" };
                    figures.notes.push(format!("{what}: {key} in {} «{}», {other} in {} «{}»", mention.report, mention.words, second.report, second.words));
                }
            }
        }
    }

    fn judge_commitments(&self, answers: &[Value], figures: &mut Figures) {
        let mut owners: Vec<(&Value, &str)> = Vec::new();
        for group in &self.commitments {
            figures.counts[COMMITMENTS] += 1;
            let picked: Vec<Option<&Value>> = group.mentions.iter().map(|m| self.pick(m, answers, "kind", &group.kinds, "history")).collect();
            let Some(entry) = picked.iter().rev().find_map(|p| *p) else {
                figures.notes.push(format!("commitment not found: {}", group.key));
                continue;
            };
            figures.counts[FOUND] += 1;
            let mut alone = picked.iter().all(|p| p.is_some_and(|p| p["id"] == entry["id"]));
            for id in picked.iter().flatten().map(|p| &p["id"]) {
                match owners.iter().find(|(other, _)| *other == id) {
                    Some((_, owner)) => alone &= *owner == group.key,
                    None => owners.push((id, &group.key)),
                }
            }
            figures.counts[MERGED] += u32::from(alone);
            let status = group.finals.iter().any(|s| entry["status"] == s.as_str());
            figures.counts[STATUS] += u32::from(status);
            let overdue = entry["overdue"] == group.overdue;
            figures.counts[OVERDUE] += u32::from(overdue);
            if !(alone && status && overdue) {
                let gaps: Vec<&str> = group.mentions.iter().zip(&picked).filter(|(_, p)| p.is_none()).map(|(m, _)| m.words.as_str()).collect();
                figures.notes.push(format!(
                    "{}: {} overdue {} instead of {:?} overdue {}; not found: {gaps:?}",
                    group.key, entry["status"], entry["overdue"], group.finals, group.overdue
                ));
            }
            for mention in &group.mentions {
                figures.counts[ALL_STEPS] += 1;
                let report = self.report(&mention.report);
                let steps = entry["history"].as_array().expect("a history");
                let told = steps.iter().any(|s| s["document"] == report.id && mention.statuses.iter().any(|w| s["status"] == w.as_str()));
                figures.counts[STEPS] += u32::from(told);
            }
        }
    }
}

impl Group {
    fn read(head: &str, body: &str) -> Self {
        let (key, rest) = head.split_once(':').expect("a key");
        let (kinds, finals) = rest.split_once("=>").unwrap_or((rest, ""));
        let overdue = finals.contains(", overdue");
        let mentions = body.lines().filter_map(|l| l.strip_prefix("- ")).map(|line| {
            let (before, words) = line.split_once('"').expect("words in quotation marks");
            let (report, statuses) = before.split_once(' ').expect("a report");
            Mention { report: report.to_owned(), statuses: options(statuses), words: words.trim_end().trim_end_matches('"').to_owned() }
        });
        Self { key: key.trim().to_owned(), kinds: options(kinds), finals: options(&finals.replace(", overdue", "")), overdue, mentions: mentions.collect() }
    }
}

fn run(register: &Path, args: &[&str]) -> String {
    let out = Command::new(assert_cmd::cargo::cargo_bin!("chancery")).args(args).arg("--register").arg(register).output().expect("the program");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("text")
}
