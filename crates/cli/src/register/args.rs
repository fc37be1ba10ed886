//! The commands of the register, as clap reads them. The doc comments here are the help text.

use std::path::PathBuf;

use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Marking, Mode, PartialDate, Status};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};

use crate::args::ReadingArgs;
use crate::own::OwnArgs;

macro_rules! examples {
    ($name:ident: $($line:literal)*) => {
        const $name: &str = concat!("Examples:", $("\n  ", $line),*);
    };
}

examples!(ADD: "chancery add reports/                            every report below a folder" "chancery add --register seoul.db 'wire/2024-*.txt'" "chancery add crawl.warc.gz --refused refused.tsv  killed and started again it goes on where it was" "curl -s https://example.org/a.txt | chancery add - --id a");
examples!(WATCH: "chancery watch --example > watch.toml       a commented config to begin with" "chancery watch watch.toml                   polls until it is stopped" "chancery watch watch.toml --once            one round, for cron" "chancery watch watch.toml >> watch.log      keeps the line that each round prints" "chancery watch --again failed               lets pages that were given up wait again");
examples!(EVENTS: "chancery events --party KOR --party Japan --from 2024-06" "chancery events --type CONSULT --mode visit --format jsonl" "chancery events --party 한국 --as-of 2024-11-30");
examples!(COMMITMENTS: "chancery commitments --overdue --party KOR" "chancery commitments --due-before 2025-06" "chancery commitments --kind treaty --status negotiating --format csv");
examples!(EXPORT: "chancery export --out events.parquet              the format by the ending of the file" "chancery export csv --table reports --from 2024 --out reports.csv" "chancery export gdelt --party KOR > korea.export.CSV" "chancery export graphml --out network.graphml" "chancery export ical --out due.ics                  what is due, for a calendar");
examples!(CORRECT: "chancery correct 3f2a91c0d4e5b677 --set date=2024-11-02 --set actors=KOR,CAN --reason 'the communique says so'" "chancery correct --undo 12");
examples!(SQL: "chancery sql 'SELECT month, mean_score FROM dyads_monthly WHERE actor = ''KOR'' AND partner = ''JPN'''" "chancery sql --format csv 'SELECT * FROM commitments WHERE overdue'");

examples!(SHOW: "chancery show 3f2a91c0d4e5b677" "chancery show 3f2a91c0d4e5b677 --as-of 2024-12-31 --format jsonl");
examples!(COMPARE: "chancery compare 3f2a91c0d4e5b677 90aa17c2bb04d1e6     points for and against, and how many are enough");
examples!(FOLLOW: "chancery follow 264fc2ebc2504b08" "chancery follow 264fc2ebc2504b08 --format csv > story.csv");
examples!(TIMELINE: "chancery timeline --party KOR --party JPN --from 2024");
examples!(DYAD: "chancery dyad KOR JPN" "chancery dyad 'Hàn Quốc' Japan --format csv");
examples!(ENTITY: "chancery entity KOR              a party and its persons" "chancery entity 블링컨           a person in any spelling" "chancery entity --unresolved    names that could be two persons, or one");
examples!(DOCUMENTS: "chancery documents --source Reuters -n 20" "chancery documents brief-2025-03-04      every version of one");
examples!(SEARCH: "chancery search da nang                  finds Đà Nẵng" "chancery search 국방부                   finds 국방부는" "chancery search '\"border trade\"' kenya");
examples!(STATS: "chancery stats --format jsonl");
examples!(RECODE: "chancery recode --dry-run                what would change" "chancery recode --pack words/");
examples!(AUDIT: "chancery audit --from 2026-03 --account ada" "chancery audit --format jsonl > audit.jsonl         the whole log, with the hashes that chain it" "chancery audit verify                              that no entry was changed, removed or moved");
examples!(VERIFY: "chancery verify && chancery backup copy.db" "chancery verify --audit                  the log of who did what, too");
examples!(BACKUP: "chancery backup register-2025-03-04.db");
examples!(REJECT: "chancery reject 3f2a91c0d4e5b677 --reason 'a film review'" "chancery correct --undo 13                takes it back");
examples!(MERGE: "chancery merge 3f2a91c0d4e5b677 90aa17c2bb04d1e6 --reason 'one summit'");
examples!(SPLIT: "chancery split 90aa17c2bb04d1e6 --reason 'the meeting of the week before'");
examples!(ACCEPT: "chancery accept 264fc2ebc2504b08");
examples!(NOTE: "chancery note 264fc2ebc2504b08 'ask the embassy'");
examples!(SERVE: "chancery serve --open" "chancery serve --listen 127.0.0.1:0 --log json" "chancery serve --listen 0.0.0.0:8470 --token-file token.txt --host register.example" "chancery serve --https --host register.example      with accounts, behind a proxy that speaks https");
examples!(MARK: "chancery mark 5f0c3a8e1b9d4c7705d2a1e83f6b9c01 AMBER 'REL(b,allies)' ORCON" "chancery mark 3f2a91c0d4e5b677 --whole RED      every report of an act" "chancery mark 3f2a91c0d4e5b677                  how it is marked" "chancery mark --source 'Embassy cable' AMBER+STRICT" "chancery --reader partner:b events              what partner b sees of it");
examples!(CONSENT: "chancery consent 3f2a91c0d4e5b677 c              c may have the facts of this report" "chancery consent 3f2a91c0d4e5b677 c --revoke" "chancery consent                                what was allowed");
examples!(EXPORT_STIX: "chancery --reader partner:b export-stix --out b.json  what b may see, and what it may not see any more" "chancery --reader 'partner:b(allies)' export-stix > b.json");
examples!(IMPORT_STIX: "chancery import-stix from-a.json --from a  each object that is refused is named with the reason" "chancery import-stix - --from a < from-a.json");
examples!(SUBSCRIBE: "chancery subscribe https://a.example/taxii2/root/ --collection ID --token-file a.token --from a" "chancery subscribe http://127.0.0.1:8470/taxii2/root/ --collection ID --from a --once --allow-private 127.0.0.1:8470");
examples!(WITHDRAW: "chancery withdraw 5f0c3a8e1b9d4c7705d2a1e83f6b9c01 --yes");
examples!(LOG: "chancery log" "chancery log --gold corrected/            texts and gold files for the score command");

/// What to do with a register.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Add reports to the register, which is made if there is none
    #[command(after_help = ADD)]
    Add(AddArgs),
    /// Poll feeds and sitemaps and add the new pages, each once
    ///
    /// Prints one line of figures for each round on standard output, and what could not be had or read on standard error. Stops at Ctrl-C or
    /// a termination signal as soon as the pages in hand are stored; a second one stops it at once, which loses nothing either.
    #[command(after_help = WATCH)]
    Watch(WatchArgs),
    /// Show the register in a browser, and answer programs over HTTP
    ///
    /// Opens an address on this machine with pages that look at the register, and a JSON API below /api/v1, described at
    /// /api/v1/openapi.json. Nothing is fetched from elsewhere, and nothing is sent but to webhooks of standing queries. What other programs
    /// add shows a second later, in a register of a million acts some ten seconds later.
    #[command(after_help = SERVE)]
    Serve(super::serve::ServeArgs),
    /// List acts, each once however many reports tell it
    #[command(after_help = EVENTS)]
    Events(EventArgs),
    /// List undertakings and how far they have come
    #[command(after_help = COMMITMENTS)]
    Commitments(CommitmentArgs),
    /// Write acts or commitments to a file that other tools read
    #[command(after_help = EXPORT)]
    Export(super::export::ExportArgs),
    /// Show one act or undertaking with every report of it
    #[command(after_help = SHOW)]
    Show(IdArgs),
    /// Say what speaks for and against two reports telling one act, or one undertaking
    #[command(after_help = COMPARE)]
    Compare(PairArgs),
    /// Tell the story of one undertaking as dated lines with quotations
    #[command(after_help = FOLLOW)]
    Follow(IdArgs),
    /// List acts by day
    #[command(after_help = TIMELINE)]
    Timeline(EventArgs),
    /// Show how two parties stand to each other, month by month
    #[command(after_help = DYAD)]
    Dyad(DyadArgs),
    /// Show what is known of a party or a person
    #[command(after_help = ENTITY)]
    Entity(EntityArgs),
    /// List documents with their versions and copies
    #[command(after_help = DOCUMENTS)]
    Documents(DocumentArgs),
    /// Find words in the reports, with or without accents
    #[command(after_help = SEARCH)]
    Search(SearchArgs),
    /// Count what the register holds
    #[command(after_help = STATS)]
    Stats(OutputArgs),
    /// Ask in SQL; nothing can be written
    #[command(after_help = SQL)]
    Sql(SqlArgs),
    /// Read the stored reports again after the coder or its words improved, and say what changed
    #[command(after_help = RECODE)]
    Recode(RecodeArgs),
    /// Check that the file is sound and every record quotes its words
    #[command(after_help = VERIFY)]
    Verify(VerifyArgs),
    /// Copy the register to another file while it is in use
    #[command(after_help = BACKUP)]
    Backup(BackupArgs),
    /// Set fields of an act or undertaking
    #[command(after_help = CORRECT)]
    Correct(super::correct::CorrectArgs),
    /// Take an act or undertaking out of every answer
    #[command(after_help = REJECT)]
    Reject(super::correct::ReasonArgs),
    /// Make one of two acts, or of two undertakings
    #[command(after_help = MERGE)]
    Merge(super::correct::MergeArgs),
    /// Take one report out of its act or undertaking
    #[command(after_help = SPLIT)]
    Split(super::correct::ReasonArgs),
    /// Say that an act or undertaking was looked at and stands as it is
    #[command(after_help = ACCEPT)]
    Accept(super::correct::AcceptArgs),
    /// Write a remark beside an act or undertaking
    #[command(after_help = NOTE)]
    Note(super::correct::NoteArgs),
    /// List corrections, oldest first
    #[command(after_help = LOG)]
    Log(super::correct::LogArgs),
    /// Mark how far a document or record may be passed on, or show how it is marked
    #[command(after_help = MARK)]
    Mark(super::sharing::MarkArgs),
    /// Let a partner have what is under originator control
    #[command(after_help = CONSENT)]
    Consent(super::sharing::ConsentArgs),
    /// Take a document back for good, with all that it tells
    #[command(after_help = WITHDRAW)]
    Withdraw(super::sharing::WithdrawArgs),
    /// Write what a partner may have as a bundle of STIX 2.1
    #[command(after_help = EXPORT_STIX)]
    ExportStix(super::exchange::ExportStixArgs),
    /// Take a bundle of STIX 2.1 that a partner hands over
    #[command(after_help = IMPORT_STIX)]
    ImportStix(super::exchange::ImportStixArgs),
    /// Take what a partner publishes over TAXII 2.1, again and again
    #[command(after_help = SUBSCRIBE)]
    Subscribe(super::exchange::SubscribeArgs),
    /// Say who may ask over HTTP, and what each may do
    #[command(subcommand)]
    Account(super::access::AccountCommand),
    /// Let partners and programs ask over HTTP
    #[command(subcommand)]
    Token(super::access::TokenCommand),
    /// Show who saw, changed and released what over HTTP
    #[command(after_help = AUDIT)]
    Audit(super::access::AuditArgs),
}

impl Action {
    /// Whether it changes the register, or is for all readers at once.
    pub fn writes(&self) -> bool {
        match self {
            Self::Add(_) | Self::Watch(_) | Self::Recode(_) | Self::Correct(_) | Self::Reject(_) | Self::Merge(_) => true,
            Self::Split(_) | Self::Accept(_) | Self::Note(_) | Self::Mark(_) | Self::Consent(_) | Self::Withdraw(_) => true,
            Self::Events(_) | Self::Commitments(_) | Self::Export(_) | Self::Show(_) | Self::Compare(_) | Self::Follow(_) | Self::Timeline(_) => false,
            Self::Dyad(_) | Self::Entity(_) | Self::Documents(_) | Self::Search(_) | Self::Stats(_) | Self::Sql(_) | Self::Verify(_) => false,
            Self::Backup(_) | Self::Log(_) | Self::Serve(_) => false,
            Self::ExportStix(_) => false,
            Self::ImportStix(_) | Self::Subscribe(_) => true,
            Self::Account(_) | Self::Token(_) | Self::Audit(_) => true,
        }
    }
}

/// Arguments of `chancery watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The file that says what to watch, in TOML
    #[arg(value_name = "CONFIG", required_unless_present_any = ["example", "again"])]
    pub config: Option<PathBuf>,
    /// Make one round and end: exit code 1 if something could not be had or read
    #[arg(long)]
    pub once: bool,
    /// Let the sources of the config, and pages on the same host and port, be on addresses that are not public
    #[arg(long)]
    pub allow_private: bool,
    /// Let pages of which this became wait to be fetched again; without CONFIG, only that. May be given several times
    #[arg(long, value_name = "OUTCOME")]
    pub again: Vec<Again>,
    /// Print a commented config to begin with
    #[arg(long)]
    pub example: bool,
    #[command(flatten)]
    pub own: OwnArgs,
}

/// What became of pages that may be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Again {
    /// Those that could not be read, or were on addresses that are not public
    Refused,
    /// Those that could not be had, however often they were asked for
    Failed,
    /// Those that robots.txt asked to leave alone
    Denied,
    /// Those that were not there
    Gone,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// For people
    Table,
    /// One object a line
    Jsonl,
    /// For spreadsheets
    Csv,
}

/// How to write an answer.
#[derive(Clone, Debug, Args)]
pub struct OutputArgs {
    /// How to write the answer [default: table on a terminal, else jsonl]
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    pub format: Option<AnswerFormat>,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `chancery add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Files of any form that is read (`docs/inputs.md`), folders, quoted patterns, or - for standard input; none to finish what a stopped run left
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Who published the reports, where the text does not say
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// How far they may be passed on, e.g. "AMBER REL(b) ORCON" [default: as `chancery mark --source` says, else CLEAR]
    #[arg(long, value_name = "MARKING")]
    pub marking: Option<Marking>,
    /// Say what would be added and what refused, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Read archives from their beginning, also where an earlier run was stopped in the middle
    #[arg(long)]
    pub from_start: bool,
    #[command(flatten)]
    pub own: OwnArgs,
    /// Documents to code at the same time [default: one for each processor]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// Arguments of `chancery recode`.
#[derive(Debug, Args)]
pub struct RecodeArgs {
    /// Say what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub own: OwnArgs,
}

/// Filters that acts and undertakings share.
#[derive(Clone, Debug, Args)]
pub struct CommonFilter {
    /// A party that takes part: a code, or a name in any supported language; given again, all must take part
    #[arg(long, short, value_name = "PARTY")]
    pub party: Vec<String>,
    /// Told by a report in this language
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Told by a report of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// What the register knew on a day, by the dates of the reports: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<PartialDate>,
    /// No more than so many, the latest
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
}

/// Filters of acts.
#[derive(Clone, Debug, Args)]
pub struct ActFilter {
    /// Event type
    #[arg(long = "type", short = 't', value_name = "TYPE", ignore_case = true, value_parser = PossibleValuesParser::new(EventType::ALL.iter().map(|code| code.as_str())))]
    pub kind: Option<String>,
    /// Mode of the type
    #[arg(long, value_name = "MODE", hide_possible_values = true, value_parser = PossibleValuesParser::new(Mode::ALL.iter().map(|code| code.as_str())))]
    pub mode: Option<String>,
    /// Topic
    #[arg(long, value_name = "CONTEXT", hide_possible_values = true, value_parser = PossibleValuesParser::new(Context::ALL.iter().map(|code| code.as_str())))]
    pub context: Option<String>,
    /// On or after a date
    #[arg(long, value_name = "DATE")]
    pub from: Option<PartialDate>,
    /// On or before a date
    #[arg(long, value_name = "DATE")]
    pub to: Option<PartialDate>,
    /// At a place: a name, or the code of a country
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// A person who takes part, in any spelling
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
}

impl ActFilter {
    /// Whether it asks for anything.
    pub fn is_empty(&self) -> bool {
        let Self { kind, mode, context, from, to, place, person } = self;
        let words = [kind, mode, context, place, person];
        words.into_iter().all(Option::is_none) && from.is_none() && to.is_none()
    }
}

/// Arguments of `chancery events` and `chancery timeline`.
#[derive(Clone, Debug, Args)]
pub struct EventArgs {
    #[command(flatten)]
    pub common: CommonFilter,
    #[command(flatten)]
    pub acts: ActFilter,
    /// Whether it was done
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(Status::ALL.iter().map(|code| code.as_str())))]
    pub status: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery commitments`.
#[derive(Debug, Args)]
pub struct CommitmentArgs {
    #[command(flatten)]
    pub common: CommonFilter,
    /// Sort of undertaking
    #[arg(long, short, value_name = "KIND", value_parser = PossibleValuesParser::new(CommitmentKind::ALL.iter().map(|code| code.as_str())))]
    pub kind: Option<String>,
    /// How far it has come
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(CommitmentStatus::ALL.iter().map(|code| code.as_str())))]
    pub status: Option<String>,
    /// Only those that should have been kept by now and were not
    #[arg(long)]
    pub overdue: bool,
    /// Only those due before a date
    #[arg(long, value_name = "DATE")]
    pub due_before: Option<PartialDate>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery show` and `chancery follow`.
#[derive(Debug, Args)]
pub struct IdArgs {
    /// Id of an act, an undertaking or a report
    #[arg(value_name = "ID")]
    pub id: String,
    /// What the register knew on a day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<PartialDate>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery compare`.
#[derive(Debug, Args)]
pub struct PairArgs {
    /// Id of one report
    #[arg(value_name = "ID")]
    pub a: String,
    /// Id of the other
    #[arg(value_name = "OTHER")]
    pub b: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery dyad`.
#[derive(Debug, Args)]
pub struct DyadArgs {
    /// Who acts: a code or a name in any supported language
    #[arg(value_name = "PARTY")]
    pub actor: String,
    /// The other side
    #[arg(value_name = "PARTNER")]
    pub partner: String,
    /// What the register knew on a day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<PartialDate>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery entity`.
#[derive(Debug, Args)]
pub struct EntityArgs {
    /// A code, or a name in any supported language and spelling; left out, all that are named [default: all]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Only persons who could not be told apart or put together with certainty
    #[arg(long)]
    pub unresolved: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery documents`.
#[derive(Debug, Args)]
pub struct DocumentArgs {
    /// Only the versions of the document with this id or hash
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// In this language
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// That came out by a day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<PartialDate>,
    /// No more than so many, the latest
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words that must all be there; "in quotation marks" as a phrase
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub common: CommonFilter,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// One query; the views are described in docs/register.md
    #[arg(value_name = "QUERY")]
    pub query: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Look only at the file itself, which is quick
    #[arg(long)]
    pub quick: bool,
    /// Check the log of who did what over HTTP too
    #[arg(long)]
    pub audit: bool,
}

/// Arguments of `chancery backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The copy; it must not be there yet
    #[arg(value_name = "FILE")]
    pub to: PathBuf,
}
