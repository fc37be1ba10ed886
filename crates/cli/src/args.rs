//! The command line, as clap reads it. The doc comments here are the help text.

use std::path::PathBuf;

use anyhow::{Result, bail};
use chancery_formats::Format;
use chancery_ingest::{Field, IngestError, Input, Limits, Options, Pack};
use chancery_model::{Audience, PartialDate};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::import::ImportArgs;
use crate::own::{OwnArgs, PackArgs};

use crate::register::Action;

const EXIT_CODES: &str = "\
Exit codes:
  0  every document was read
  1  some documents were refused (each is named on standard error)
  2  wrong usage, or the program could not go on";

const CODE_EXAMPLES: &str = "\
Examples:
  chancery code report.txt                        a table on the terminal
  chancery code feed/ --format jsonl > out.jsonl  every report below a folder
  chancery code 'feed/2024-*.txt' --format html --output feed.html
  curl -s https://example.org/a.txt | chancery code - --date 2024-11-21
  chancery code dump.jsonl.gz --map text=article   which field holds the text
  chancery code feed/ --format parquet --output records.parquet
  chancery code feed/ --parties mine.tsv          knows the parties of a list of yours
  chancery code feed/ --pack words/               reads with tables of yours too

Exit codes:
  0  every document was read
  1  some documents were refused (each is named on standard error)
  2  wrong usage, or the program could not go on";

/// Read news reports and code who did what to whom
///
/// chancery reads reports about politics between states, in the languages that it has packs for, and writes down the
/// acts and undertakings they tell: type, parties, date, place, status, each with the words it stands on.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// The register's file, for the commands that use one [default: chancery/register.db in the platform's data folder]
    #[arg(long, global = true, env = "CHANCERY_REGISTER", value_name = "FILE", hide_env_values = true)]
    pub register: Option<PathBuf>,
    /// Ask as this reader would: home:LEVEL, partner:NAME, partner:NAME(GROUP,…) or public. Only what may be seen by it is counted and shown
    #[arg(long, global = true, value_name = "READER")]
    pub reader: Option<Audience>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code reports into events and commitments
    Code(CodeArgs),
    /// Show how one report is read, stage by stage
    Explain(ExplainArgs),
    /// Commands of the register.
    #[command(flatten)]
    Register(Action),
    /// Check tables of words of one's own
    Pack(PackArgs),
    /// Make a pack of actor and agent dictionaries of TABARI or PETRARCH, with CAMEO codes
    ImportCameo(ImportArgs),
    /// Name the languages, or begin a new one
    #[command(subcommand)]
    Language(LanguageCommand),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in roff
    Man {
        /// The command whose page to print; the program's own page if left out
        command: Option<String>,
    },
    /// Print the JSON Schema of the output form chancery/1
    Schema,
}

/// What to do with language packs.
#[derive(Debug, Subcommand)]
pub enum LanguageCommand {
    /// Lay down the skeleton of a pack: commented tables that load as they are, to be filled
    New {
        /// The folder of the pack, named by the code of its language: data/lang/xx; it must not be there yet
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Name the packs that there are, with the number of their words
    List,
}

/// Arguments of `chancery code`.
#[derive(Debug, Args)]
#[command(after_help = CODE_EXAMPLES)]
pub struct CodeArgs {
    /// Files of any form that is read (`docs/inputs.md`), folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    pub own: OwnArgs,
    /// Output format [default: table on a terminal, else jsonl]
    #[arg(long, short, value_name = "FORMAT", value_parser = formats())]
    pub format: Option<CodeFormat>,
    /// Documents to code at the same time [default: one for each processor]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A format that documents are coded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFormat {
    /// Written document by document.
    Documents(Format),
    /// A table, or event data of other projects.
    Export(chancery_export::Format),
}

/// The exports that need no register, beside the formats of the same name.
const EXPORTS: [chancery_export::Format; 6] = {
    use chancery_export::Encoding::{Arrow, Parquet};
    use chancery_export::Format::{Plover, Rows, Table};
    use chancery_export::Layout::{Gdelt, Icews, Polecat};
    [Table(Parquet), Table(Arrow), Plover, Rows(Polecat), Rows(Gdelt), Rows(Icews)]
};

/// Takes the names of the formats.
fn formats() -> impl TypedValueParser<Value = CodeFormat> {
    let names = Format::ALL.map(Format::as_str).into_iter().chain(EXPORTS.map(chancery_export::Format::as_str));
    PossibleValuesParser::new(names).try_map(|name| match name.parse::<Format>() {
        Ok(format) => Ok(CodeFormat::Documents(format)),
        Err(_) => name.parse().map(CodeFormat::Export),
    })
}

/// Arguments of `chancery explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The report, or - for standard input
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    pub own: OwnArgs,
}

/// How documents are read.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// Language of the reports: the code of a pack, or auto, which looks at each report and each of its paragraphs
    #[arg(long, short, default_value = "auto", value_name = "LANG")]
    pub lang: String,
    /// When the reports came out: YYYY, YYYY-MM or YYYY-MM-DD; wins over the text
    #[arg(long, short, value_name = "DATE")]
    pub date: Option<PartialDate>,
    /// Id of the document, if there is only one [default: the file's stem]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Which field of tables and JSON means what: id, url, title, text, date, lang or source, as in text=article_body
    #[arg(long, value_name = "FIELD=NAME", value_parser = mapped)]
    pub map: Vec<(String, Field)>,
    /// Character set of the inputs, as the web names them or tcvn3 or vni [default: what they declare, else what they look like]
    #[arg(long, value_name = "LABEL")]
    pub charset: Option<String>,
    /// List every refused report with its reason in this file, tab-separated
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// How much an input may weigh; what is beyond is refused, and the rest goes on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Refuse documents larger than this many bytes
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_BYTES, value_parser = clap::value_parser!(u64).range(1..))]
    pub max_bytes: u64,
    /// Stop where a compressed input has unpacked to this many bytes
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_UNPACKED, value_parser = clap::value_parser!(u64).range(1..))]
    pub max_unpacked: u64,
    /// Stop where a compressed input has unpacked to this many times its size
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_RATIO, value_parser = clap::value_parser!(u64).range(1..))]
    pub max_ratio: u64,
    /// Refuse what lies in more than this many archives and compressions
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_ARCHIVES)]
    pub max_archives: usize,
    /// Refuse records and mails with more header lines
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_HEADERS)]
    pub max_headers: usize,
    /// Refuse pages and JSON nested deeper
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT_MAX_NESTING)]
    pub max_nesting: usize,
}

impl LimitArgs {
    fn limits(&self) -> Limits {
        Limits {
            max_bytes: self.max_bytes,
            max_unpacked: self.max_unpacked,
            max_ratio: self.max_ratio,
            max_archives: self.max_archives,
            max_headers: self.max_headers,
            max_nesting: self.max_nesting,
        }
    }
}

/// `text=article_body`: the field of the input, and what it means.
fn mapped(given: &str) -> Result<(String, Field), String> {
    let (field, name) = given.split_once('=').ok_or_else(|| format!("`{given}` is not of the form FIELD=NAME, as in text=article_body"))?;
    let field = Field::ALL.into_iter().find(|(known, _)| *known == field);
    let known = || Field::ALL.map(|(known, _)| known).join(", ");
    let (_, field) = field.ok_or_else(|| format!("there is no such field [possible values: {}]", known()))?;
    Ok((name.to_owned(), field))
}

impl ReadingArgs {
    /// Refuse what the arguments cannot mean of these inputs.
    pub fn check(&self, inputs: &[Result<Input, IngestError>]) -> Result<()> {
        if self.id.is_some() && inputs.len() > 1 {
            bail!("--id names one document, but there are {}; leave it out to name each by its file", inputs.len());
        }
        if inputs.iter().flatten().filter(|input| **input == Input::Stdin).count() > 1 {
            bail!("- stands for standard input, which can be read only once");
        }
        Ok(())
    }

    /// The same, as the reader wants it, where there are these packs.
    pub fn options(&self, packs: Vec<Pack>) -> Result<Options> {
        let codes: Vec<&str> = packs.iter().map(Pack::code).collect();
        if self.lang != "auto" && !codes.contains(&self.lang.as_str()) {
            bail!("there is no pack for the language `{}` [possible values: auto, {}]", self.lang, codes.join(", "));
        }
        Ok(Options {
            limits: self.limits.limits(),
            map: self.map.clone(),
            charset: self.charset.clone(),
            date: self.date,
            lang: Some(self.lang.clone()).filter(|lang| lang != "auto"),
            id: self.id.clone(),
            packs,
            ..Options::default()
        })
    }
}
