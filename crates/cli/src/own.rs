//! Users' own words on the command line: the options `--pack` and `--parties`, and `chancery pack`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use chancery_knowledge::{Changes, Knowledge, Own};
use clap::{Args, Subcommand};

use crate::engine::data_folder;

const CHECK_EXAMPLES: &str = "\
Examples:
  chancery pack check words/                      a folder of tables
  chancery pack check en/                         the tables of one language
  chancery pack check --parties mine.tsv          a list of parties

Exit codes:
  0  no fault
  1  faults (each is named with file, line and hint)";

/// Words of one's own.
#[derive(Clone, Debug, Default, Args)]
pub struct OwnArgs {
    /// Lay a folder of tables over those that ship; may be given again, the last wins
    ///
    /// The folder is laid out as data/ of the repository, or as one language of data/lang/, with those tables that you want to add to or change.
    #[arg(long, value_name = "DIR")]
    pub pack: Vec<PathBuf>,
    /// Know the parties of a list too; may be given again, the last wins
    ///
    /// One name a line, parted by tabs: code, kind, country, language, name.
    #[arg(long, value_name = "FILE")]
    pub parties: Vec<PathBuf>,
}

impl OwnArgs {
    /// The same, as the loader wants it.
    pub fn own(&self) -> Own {
        Own { packs: self.pack.clone(), parties: self.parties.clone() }
    }
}

/// Arguments of `chancery pack`.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// What to do
    #[command(subcommand)]
    pub command: PackCommand,
}

/// What to do with a pack.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Check tables of one's own as the program reads them: every fault with file, line and hint
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Folders of tables, in the order in which they are laid over those that ship
        #[arg(value_name = "DIR", required_unless_present = "parties")]
        packs: Vec<PathBuf>,
        /// A list of parties; may be given again
        #[arg(long, value_name = "FILE")]
        parties: Vec<PathBuf>,
    },
}

/// Check what a user wrote; exit code 1 where there is a fault.
pub fn pack(args: &PackArgs) -> Result<ExitCode> {
    let PackCommand::Check { packs, parties } = &args.command;
    let own = Own { packs: packs.clone(), parties: parties.clone() };
    let (said, code) = check(&own);
    let mut out = io::stdout().lock();
    out.write_all(said.as_bytes())?;
    out.flush()?;
    Ok(code)
}

/// What there is to say of words of one's own.
pub fn check(own: &Own) -> (String, ExitCode) {
    match Knowledge::with_own(data_folder().as_deref(), own) {
        Ok((knowledge, Changes { added, replaced, removed })) => {
            let data = knowledge.data;
            (format!("no faults; rows: {added} added, {replaced} in the place of others, {removed} taken away; data {data}\n"), ExitCode::SUCCESS)
        }
        Err(errors) => {
            let lines: String = errors.0.iter().flat_map(|error| [error.to_string(), "\n".to_owned()]).collect();
            let number = errors.0.len();
            (format!("{lines}{number} fault{}\n", if number == 1 { "" } else { "s" }), ExitCode::FAILURE)
        }
    }
}
