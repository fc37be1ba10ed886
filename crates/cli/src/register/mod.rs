//! The commands of the register: adding, asking, correcting, taking care of it, and who may ask over HTTP. What they do is done by
//! `chancery-register` and `chancery-access`.

mod access;
mod add;
mod args;
mod ask;
mod care;
mod correct;
mod exchange;
mod export;
mod render;
mod serve;
mod sharing;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_knowledge::Own;
use chancery_model::Audience;
use chancery_register::Register;
use jiff::civil::Date;

pub use self::args::Action;
use crate::args::Color;
use crate::engine::Engine;
use crate::messages::Messages;

/// Run a command of the register.
pub fn run(action: &Action, register: Option<PathBuf>, reader: Option<Audience>, color: Color, messages: &Messages) -> Result<ExitCode> {
    let path = match register {
        Some(path) => path,
        None => default_path()?,
    };
    let session = Session { path, reader, color, messages };
    if session.reader.is_some() && action.writes() {
        bail!("--reader is for asking; leave it out to write");
    }
    match action {
        Action::Add(args) => add::add(args, &session),
        Action::Watch(args) => watch::watch(args, &session),
        Action::Serve(args) => serve::serve(args, &session),
        Action::Events(args) => ask::events(args, &session),
        Action::Commitments(args) => ask::commitments(args, &session),
        Action::Export(args) => export::export(args, &session),
        Action::Show(args) => ask::show(args, &session),
        Action::Compare(args) => ask::compare(args, &session),
        Action::Follow(args) => ask::follow(args, &session),
        Action::Timeline(args) => ask::timeline(args, &session),
        Action::Dyad(args) => ask::dyad(args, &session),
        Action::Entity(args) => ask::entity(args, &session),
        Action::Documents(args) => ask::documents(args, &session),
        Action::Search(args) => ask::search(args, &session),
        Action::Stats(args) => care::stats(args, &session),
        Action::Sql(args) => care::sql(args, &session),
        Action::Recode(args) => add::recode(args, &session),
        Action::Verify(args) => care::verify(args, &session),
        Action::Backup(args) => care::backup(args, &session),
        Action::Correct(args) => correct::set(args, &session),
        Action::Reject(args) => correct::reject(args, &session),
        Action::Merge(args) => correct::merge(args, &session),
        Action::Split(args) => correct::split(args, &session),
        Action::Accept(args) => correct::accept(args, &session),
        Action::Note(args) => correct::note(args, &session),
        Action::Log(args) => correct::log(args, &session),
        Action::Mark(args) => sharing::mark(args, &session),
        Action::Consent(args) => sharing::consent(args, &session),
        Action::Withdraw(args) => sharing::withdraw(args, &session),
        Action::ExportStix(args) => exchange::export(args, &session),
        Action::ImportStix(args) => exchange::import(args, &session),
        Action::Subscribe(args) => exchange::subscribe(args, &session),
        Action::Account(command) => access::account(command, &session),
        Action::Token(command) => access::token(command, &session),
        Action::Audit(args) => access::audit(args, &session),
    }
}

/// So many documents that wait to be linked are linked before an answer.
const FEW_PENDING: u64 = 500;

/// What every command of the register needs.
pub struct Session<'m> {
    path: PathBuf,
    /// For whom answers are, if not for whoever may see everything.
    reader: Option<Audience>,
    color: Color,
    messages: &'m Messages,
}

impl Session<'_> {
    /// The register, which must be there; what was not linked when a program was stopped is linked first.
    fn open(&self) -> Result<Register> {
        let mut register = Register::open(&self.path)?;
        match register.pending()? {
            0 => {}
            // Few are soon done. Of many, another program that is adding them takes care, or the next one.
            1..=FEW_PENDING => register.link(|_, _| {}).map(drop)?,
            many => self.messages.note(&format!("{many} documents are not linked yet, so answers are not complete; `chancery add` without paths links them")),
        }
        if let Some(reader) = &self.reader {
            return Ok(register.view(reader)?.0);
        }
        Ok(register)
    }
}

/// Where the register is unless the user says otherwise: in the platform's folder for data of programs.
fn default_path() -> Result<PathBuf> {
    let Some(folder) = dirs::data_dir() else { bail!("this system names no folder for data; say where the register is with --register FILE") };
    let folder = folder.join("chancery");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.join("register.db"))
}

/// Today, for due dates.
#[expect(clippy::disallowed_methods, reason = "what is overdue depends on the day of asking, unless --as-of names one")]
fn today() -> Date {
    jiff::Zoned::now().date()
}

/// The time to write down.
#[expect(clippy::disallowed_methods, reason = "the register notes when a document came in and when a correction was made")]
fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).map_or_else(|_| String::new(), |t| t.to_string())
}

/// The codes of parties given by code or by name in any language.
fn codes(names: &[String]) -> Result<Vec<String>> {
    let plain = |name: &String| name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase());
    if names.iter().all(plain) {
        return Ok(names.to_vec());
    }
    let engine = Engine::load(&Own::default())?;
    names
        .iter()
        .map(|name| {
            engine
                .party_code(name)
                .with_context(|| format!("`{name}` is no party that chancery knows; give a code such as KOR or a name in a supported language"))
        })
        .collect()
}
