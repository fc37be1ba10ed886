//! Corrections by people: set, reject, merge, split, accept, note, and the log of them.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_register::Signature;
use clap::Args;

use super::args::OutputArgs;
use super::render::Answer;
use super::{Session, codes, now};

/// Who corrects.
#[derive(Clone, Debug, Args)]
pub struct AuthorArg {
    /// Name to sign with [default: the name of the user]
    #[arg(long, env = "CHANCERY_AUTHOR", value_name = "NAME", hide_env_values = true)]
    pub author: Option<String>,
}

/// Arguments of `chancery correct`.
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// Id of an act, an undertaking or a report
    #[arg(value_name = "ID", required_unless_present = "undo")]
    pub id: Option<String>,
    /// A field and its value; given again, several. Codes are parted by commas, an empty value empties the field
    #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "undo")]
    pub set: Vec<String>,
    /// Why
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Take back the correction with this number instead
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["id", "set"])]
    pub undo: Option<i64>,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery reject` and `chancery split`.
#[derive(Debug, Args)]
pub struct ReasonArgs {
    /// Id of an act, an undertaking or a report
    #[arg(value_name = "ID")]
    pub id: String,
    /// Why
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Id of one
    #[arg(value_name = "ID")]
    pub a: String,
    /// Id of the other
    #[arg(value_name = "OTHER")]
    pub b: String,
    /// Why
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    pub reason: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery accept`.
#[derive(Debug, Args)]
pub struct AcceptArgs {
    /// Id of an act or an undertaking
    #[arg(value_name = "ID")]
    pub id: String,
    /// A remark
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub text: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery note`.
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// Id of an act, an undertaking or a report
    #[arg(value_name = "ID")]
    pub id: String,
    /// The remark
    #[arg(value_name = "TEXT")]
    pub text: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Only those of this act, undertaking or report
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Write the corrected documents as gold files into a folder
    #[arg(long, value_name = "DIR")]
    pub gold: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// The name to sign with.
pub(super) fn author(arg: &AuthorArg) -> Result<String> {
    let user = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty());
    arg.author.clone().or_else(user).context("a correction is signed; give a name with --author or CHANCERY_AUTHOR")
}

/// `chancery correct`.
pub fn set(args: &CorrectArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    if let Some(number) = args.undo {
        register.undo(number)?;
        session.messages.note(&format!("correction {number} was taken back"));
        return Ok(ExitCode::SUCCESS);
    }
    let Some(id) = &args.id else { bail!("say which record to correct") };
    let mut fields = Vec::new();
    for set in &args.set {
        let Some((field, value)) = set.split_once('=') else { bail!("`{set}` sets nothing; write FIELD=VALUE") };
        let field = field.trim().replace('-', "_");
        let value = match field.as_str() {
            "actors" | "recipients" | "parties" | "beneficiaries" => {
                let names: Vec<String> = value.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
                codes(&names)?.join(",")
            }
            _ => value.trim().to_owned(),
        };
        fields.push((field, value));
    }
    register.set(id, &fields, &args.reason, Signature { author: &author(&args.author)?, now: &now() })?;
    session.messages.note(&format!("{id} was corrected"));
    Ok(ExitCode::SUCCESS)
}

/// `chancery reject`.
pub fn reject(args: &ReasonArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.reject(&args.id, &args.reason, Signature { author: &author(&args.author)?, now: &now() })?;
    session.messages.note(&format!("{} was rejected", args.id));
    Ok(ExitCode::SUCCESS)
}

/// `chancery merge`.
pub fn merge(args: &MergeArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.merge(&args.a, &args.b, &args.reason, Signature { author: &author(&args.author)?, now: &now() })?;
    session.messages.note(&format!("{} and {} are one now", args.a, args.b));
    Ok(ExitCode::SUCCESS)
}

/// `chancery split`.
pub fn split(args: &ReasonArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.split(&args.id, &args.reason, Signature { author: &author(&args.author)?, now: &now() })?;
    session.messages.note(&format!("{} stands apart now", args.id));
    Ok(ExitCode::SUCCESS)
}

/// `chancery accept`.
pub fn accept(args: &AcceptArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.accept(&args.id, &args.text, Signature { author: &author(&args.author)?, now: &now() })?;
    session.messages.note(&format!("{} was accepted as it stands", args.id));
    Ok(ExitCode::SUCCESS)
}

/// `chancery note`.
pub fn note(args: &NoteArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.remark(&args.id, &args.text, Signature { author: &author(&args.author)?, now: &now() })?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery log`.
pub fn log(args: &LogArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    if let Some(folder) = &args.gold {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let gold = register.gold()?;
        let mut names = Names::default();
        for one in &gold {
            let name = names.take(&one.name);
            for (ending, content) in [("txt", &one.text), ("json", &one.json)] {
                let path = folder.join(format!("{name}.{ending}"));
                fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
        session.messages.note(&format!("{} documents with corrections written to {}", gold.len(), folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let mut answer = Answer::begin(&args.output, session, &["number", "made", "by", "record", "what", "detail", "taken back"])?;
    for c in register.log(args.id.as_deref())? {
        answer.take(&c, || {
            let undone = if c.undone { "yes" } else { "" };
            vec![c.number.to_string(), c.made.clone(), c.author.clone(), c.target.clone(), c.action.clone(), c.detail.to_string(), undone.to_owned()]
        })?;
    }
    answer.end("no correction was made")?;
    Ok(ExitCode::SUCCESS)
}

/// Names of files, each given once: ids of documents are of any letters, and two documents may have one.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn take(&mut self, id: &str) -> String {
        let plain: String = id.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' }).collect();
        let plain = plain.trim_start_matches('.').to_owned();
        let mut name = if plain.is_empty() { "document".to_owned() } else { plain };
        let mut nth = 1;
        while self.0.contains(&name) {
            nth += 1;
            name = format!("{}-{nth}", name.trim_end_matches(&format!("-{}", nth - 1)));
        }
        self.0.push(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_stay_in_their_folder_and_apart() {
        let mut names = Names::default();
        let taken: Vec<String> = ["a", "a", "a", "../../etc/passwd", "", "tin-số-1"].iter().map(|id| names.take(id)).collect();
        assert_eq!(taken, ["a", "a-2", "a-3", "_.._etc_passwd", "document", "tin-số-1"]);
    }
}
