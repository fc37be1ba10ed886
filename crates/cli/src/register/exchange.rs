//! Entries to and from partners: bundles of STIX, and what a partner publishes over TAXII.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use chancery_knowledge::Own;
use chancery_model::{Audience, is_partner_name};
use chancery_register::Register;
use chancery_share::{Inbox, MOST_BYTES, Shelf, Subscription, Tally, take};
use clap::Args;

use super::export::Part;
use super::watch::{rest, stop_flag};
use super::{Session, now};
use crate::code::counted;
use crate::engine::Engine;

/// Arguments of `chancery export-stix`.
#[derive(Debug, Args)]
pub struct ExportStixArgs {
    /// Write to a file, which appears once it is whole, instead of standard output
    #[arg(long, short, visible_alias = "output", value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `chancery import-stix`.
#[derive(Debug, Args)]
pub struct ImportStixArgs {
    /// The bundle, or - for standard input
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    /// The partner who hands it over
    #[arg(long, value_name = "PARTNER", value_parser = partner)]
    pub from: String,
}

/// Arguments of `chancery subscribe`.
#[derive(Debug, Args)]
pub struct SubscribeArgs {
    /// The partner's API root, such as <https://chancery.example/taxii2/root/>
    #[arg(value_name = "URL")]
    pub url: String,
    /// The collection
    #[arg(long, value_name = "ID")]
    pub collection: String,
    /// The partner
    #[arg(long, value_name = "PARTNER", value_parser = partner)]
    pub from: String,
    /// File with the token that the partner gave
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Ask once and end
    #[arg(long)]
    pub once: bool,
    /// Minutes between two times
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=10_080))]
    pub every: u64,
    /// A host that is asked though its address is not public, such as 127.0.0.1:8470; may be given several times
    #[arg(long, value_name = "HOST:PORT", value_parser = super::serve::host_and_port)]
    pub allow_private: Vec<(String, u16)>,
}

fn partner(name: &str) -> Result<String, String> {
    if is_partner_name(name) { Ok(name.to_owned()) } else { Err("small letters, digits, `-`, `_` and `.`".to_owned()) }
}

/// `chancery export-stix`.
pub fn export(args: &ExportStixArgs, session: &Session<'_>) -> Result<ExitCode> {
    let Some(audience @ Audience::Partner(..)) = &session.reader else { bail!("say for which partner, with --reader partner:NAME") };
    let register = Session { path: session.path.clone(), reader: None, color: session.color, messages: session.messages }.open()?;
    let mut shelf = Shelf::open(&session.path, audience)?;
    shelf.update(&register, time()?)?;
    let objects = match &args.out {
        None => shelf.write_bundle(&mut BufWriter::new(io::stdout()))??,
        Some(path) => {
            let mut part = Part::begin(path)?;
            let objects = shelf.write_bundle(&mut BufWriter::new(part.file()?))??;
            part.finish()?;
            objects
        }
    };
    session.messages.note(&format!("{} for {audience}", counted(objects, "object")));
    Ok(ExitCode::SUCCESS)
}

fn time() -> Result<jiff::Timestamp> {
    now().parse().context("the clock of this machine cannot be read")
}

/// `chancery import-stix`.
pub fn import(args: &ImportStixArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    let limit = MOST_BYTES as u64 + 1;
    if args.path.as_os_str() == "-" {
        io::stdin().take(limit).read_to_end(&mut bytes)?;
    } else {
        let file = File::open(&args.path).with_context(|| format!("cannot read {}", args.path.display()))?;
        file.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", args.path.display()))?;
    }
    let mut register = Register::open_or_create(&session.path)?;
    let inbox = Inbox::open(&session.path)?;
    let tally = take(&mut register, &inbox, &args.from, &bytes, &now())?;
    name_parties(&mut register)?;
    tell(&tally, &args.from, session);
    Ok(ExitCode::from(u8::from(!tally.refused.is_empty())))
}

/// Parties that came in are called what they are called here.
fn name_parties(register: &mut Register) -> Result<()> {
    let engine = Engine::load(&Own::default())?;
    Ok(register.name_parties(&|code| engine.party_named(code))?)
}

/// Say what became of what came in: each refusal in a line.
fn tell(tally: &Tally, from: &str, session: &Session<'_>) {
    for refusal in &tally.refused {
        let id = if refusal.id.is_empty() { "an object" } else { &refusal.id };
        session.messages.warning(&format!("{id} was refused: {}", refusal.reason));
    }
    session.messages.note(&format!(
        "from {from}: {} new, {} changed, {} there already, {} taken back, {}, {} refused",
        counted(tally.new, "entry").replace("entrys", "entries"),
        tally.changed,
        tally.unchanged,
        tally.withdrawn,
        counted(tally.decisions, "decision"),
        tally.refused.len()
    ));
}

/// `chancery subscribe`.
pub fn subscribe(args: &SubscribeArgs, session: &Session<'_>) -> Result<ExitCode> {
    let token = match &args.token_file {
        Some(path) => Some(fs::read_to_string(path).with_context(|| format!("cannot read the token from {}", path.display()))?.trim().to_owned()),
        None => None,
    };
    let subscription = Subscription::new(&args.url, &args.collection, &args.from, token, args.allow_private.clone()).map_err(|error| anyhow!(error))?;
    let stop = stop_flag().context("cannot listen for signals")?;
    let mut register = Register::open_or_create(&session.path)?;
    let inbox = Inbox::open(&session.path)?;
    let mut out = io::stdout();
    loop {
        let polled = subscription.poll(&mut register, &inbox, &now);
        let fault = match polled {
            Ok(tally) => {
                if tally.new + tally.changed > 0 {
                    name_parties(&mut register)?;
                }
                tell(&tally, &args.from, session);
                !tally.refused.is_empty()
            }
            // What is wrong with the other side may be over the next time.
            Err(error @ chancery_share::ShareError::Remote(_)) if !args.once => {
                session.messages.warning(&error.to_string());
                true
            }
            Err(error) => return Err(error.into()),
        };
        out.flush()?;
        if args.once {
            return Ok(ExitCode::from(u8::from(fault)));
        }
        if !rest(Duration::from_secs(args.every * 60), &stop) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
