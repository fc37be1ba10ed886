//! `fuzz-coder`: broken reports through reader, coder and every format. Beside what every fuzzer looks for, a record that does not quote its
//! document, or two runs that differ, is a finding.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use chancery_formats::wire::{WireDocument, WireParticipant, WireQuote};
use chancery_formats::{Format, Renderer, Scores, TableStyle, to_wire};
use chancery_ingest::{Options, Pack, read_bytes};
use chancery_knowledge::Knowledge;
use chancery_testkit::{Generator, Random};

use super::mutate::mutate;
use super::{Common, Input, Run};

/// An input may take so long for each kB, beside what every input may take.
const MS_PER_KB: u64 = 50;

/// What the inputs are tried on.
struct Target {
    knowledge: Knowledge,
    renderers: Vec<Renderer>,
    scores: Scores,
}

/// Run until the time is over.
pub fn run(args: &Common) -> Result<ExitCode> {
    let target = Target::load()?;
    if let Some(path) = &args.replay {
        return super::replay(path, |input| [false, true].into_iter().for_each(|forced| target.try_on(&input.bytes, forced)));
    }
    let seeds = seeds(args.seed)?;
    let mut run = Run::begin(args, MS_PER_KB)?;
    run.go("coder", args.minutes, |number| input(&seeds, args.seed, number), |input, number| target.try_on(&input.bytes, number % 2 == 0))?;
    Ok(run.end())
}

/// Reports to break: the samples of the repository and made-up ones.
fn seeds(seed: u64) -> Result<Vec<String>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(crate::root().join("samples"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort_unstable();
    let mut seeds: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>().context("samples are text")?;
    if let Some(mut reports) = Generator::new("vi", seed) {
        seeds.extend((0..50).map(|_| reports.report().text));
    }
    Ok(seeds)
}

/// Input number N of a seed.
fn input(seeds: &[String], seed: u64, number: u64) -> Input {
    let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number.wrapping_mul(0x9e37)));
    let report = random.pick(seeds).map_or("", String::as_str);
    let other = random.pick(seeds).map_or("", String::as_str);
    Input { name: "report.txt".to_owned(), bytes: mutate(report, other, &mut random) }
}

impl Target {
    fn load() -> Result<Self> {
        let scores = Scores::embedded().context("the table of scores is damaged")?;
        let style = TableStyle { width: 100, colour: true };
        Ok(Self {
            knowledge: Knowledge::embedded().context("the program's own data are damaged")?,
            renderers: Format::ALL.map(|format| Renderer::new(format, scores.clone(), style)).into(),
            scores,
        })
    }

    /// Read, code and write one input. Panics where a promise does not hold. The language is guessed, or forced to one with a pack: a
    /// broken text may be taken for another.
    fn try_on(&self, bytes: &[u8], forced: bool) {
        // Any bytes may be given for a dictionary too.
        let _ = chancery_knowledge::cameo::dictionary::read(bytes);
        let packs = ["en", "ko", "vi"].map(|code| Pack::new(code, [])).to_vec();
        let options = Options { lang: forced.then(|| "vi".to_owned()), packs, ..Options::default() };
        let document = match read_bytes("fuzz", bytes, &options) {
            Ok(document) => document,
            Err(error) => {
                assert!(!error.to_string().is_empty(), "a refusal without a reason");
                return;
            }
        };
        let coded = chancery_coder::code(&document, &self.knowledge);
        assert!(coded == chancery_coder::code(&document, &self.knowledge), "two runs over one document differ");
        assert!(!chancery_coder::explain(&document, &self.knowledge).is_empty(), "nothing is explained");
        let wire = to_wire(&document, &coded, &self.scores);
        assert_eq!(wire.events.len(), coded.events.len(), "events without words");
        assert_eq!(wire.commitments.len(), coded.commitments.len(), "commitments without words");
        check_quotes(&document.text, &wire);
        for renderer in &self.renderers {
            let written = renderer.document(0, &document, &coded);
            assert!(written.is_ok(), "not written: {written:?}");
        }
    }
}

/// Every quotation is exactly what stands at its code points.
fn check_quotes(text: &str, wire: &WireDocument) {
    let chars: Vec<char> = text.chars().collect();
    let stands = |start: u32, end: u32, words: &str| {
        let there = chars.get(start as usize..end as usize).map(|c| c.iter().collect::<String>());
        assert_eq!(there.as_deref(), Some(words), "a quotation is not what stands there");
    };
    let quote = |q: &WireQuote| stands(q.start, q.end, &q.text);
    let party = |p: &WireParticipant| stands(p.start, p.end, &p.text);
    for event in &wire.events {
        quote(&event.trigger);
        quote(&event.evidence);
        event.also.iter().for_each(quote);
        event.actors.iter().chain(&event.recipients).chain(&event.claimed_by).for_each(party);
        if let Some(place) = &event.place {
            stands(place.start, place.end, &place.name);
        }
        if let Some((date, words)) = event.date.as_ref().and_then(|d| Some((d, d.text.as_ref()?))) {
            stands(date.start.unwrap_or_default(), date.end.unwrap_or_default(), words);
        }
    }
    for commitment in &wire.commitments {
        quote(&commitment.evidence);
        commitment.parties.iter().chain(&commitment.beneficiaries).for_each(party);
        assert!(wire.events.iter().any(|event| event.id == commitment.event), "a commitment of no event");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_broken_reports_hold_every_promise() {
        let target = Target::load().expect("a target");
        let seeds = seeds(1).expect("seeds");
        for report in &seeds {
            target.try_on(report.as_bytes(), false);
        }
        for number in 0..100 {
            target.try_on(&input(&seeds, 1, number).bytes, number % 2 == 0);
        }
    }
}
