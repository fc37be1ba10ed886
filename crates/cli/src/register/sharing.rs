//! What may become of what the register holds: markings, consents, and taking back.

use std::process::ExitCode;

use anyhow::{Result, bail};
use chancery_model::{Marking, is_partner_name};
use chancery_register::Signature;
use clap::Args;

use super::args::OutputArgs;
use super::correct::{AuthorArg, author};
use super::render::Answer;
use super::{Session, now};

/// Arguments of `chancery mark`.
#[derive(Debug, Args)]
pub struct MarkArgs {
    /// Hash of a document, or id of a report, act or undertaking
    #[arg(value_name = "ID", required_unless_present_any = ["source", "other_sources", "sources"])]
    pub id: Option<String>,
    /// A level of TLP 2.0 (CLEAR, GREEN, AMBER, AMBER+STRICT, RED), then what narrows it: REL(partner,group), ORCON, NOWORDS; none shows how it is marked
    #[arg(value_name = "MARKING", num_args = 0..)]
    pub marking: Vec<String>,
    /// Every report of the act or undertaking, on top of how they are marked
    #[arg(long, requires = "id")]
    pub whole: bool,
    /// How documents of this source are marked from now on
    #[arg(long, value_name = "NAME", conflicts_with = "whole")]
    pub source: Option<String>,
    /// How documents of every other source are marked from now on
    #[arg(long, conflicts_with_all = ["whole", "source"])]
    pub other_sources: bool,
    /// List sources and how their documents are marked
    #[arg(long, conflicts_with_all = ["whole", "source", "other_sources", "id"])]
    pub sources: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery consent`.
#[derive(Debug, Args)]
pub struct ConsentArgs {
    /// Hash of a document, or id of one report or record, of which the facts may go; none lists what was allowed
    #[arg(value_name = "ID", requires = "partner")]
    pub id: Option<String>,
    /// Who may have it
    #[arg(value_name = "PARTNER")]
    pub partner: Option<String>,
    /// Take the consent back
    #[arg(long, requires = "id")]
    pub revoke: bool,
    #[command(flatten)]
    pub author: AuthorArg,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery withdraw`.
#[derive(Debug, Args)]
pub struct WithdrawArgs {
    /// Hash of a document; `chancery documents` shows it
    #[arg(value_name = "HASH")]
    pub hash: String,
    /// Do it: nothing brings the document back
    #[arg(long)]
    pub yes: bool,
}

/// `chancery mark`.
pub fn mark(args: &MarkArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    // With a source, the first word is no id but the level.
    let by_source = args.source.is_some() || args.other_sources;
    let words: Vec<&str> = args.id.iter().filter(|_| by_source).chain(&args.marking).map(String::as_str).collect();
    let marking: Option<Marking> = if words.is_empty() { None } else { Some(words.join(" ").parse()?) };
    if args.sources {
        let mut answer = Answer::begin(&args.output, session, &["source", "marking"])?;
        for (source, marking) in register.source_markings()? {
            let name = if source.is_empty() { "(every other)".to_owned() } else { source.clone() };
            answer.take(&serde_json::json!({ "source": source, "marking": marking }), || vec![name, marking.clone()])?;
        }
        answer.end("nothing is said of any source, so documents are CLEAR")?;
        return Ok(ExitCode::SUCCESS);
    }
    if by_source {
        let source = args.source.as_deref();
        let Some(marking) = marking else { bail!("say how documents are marked, e.g. AMBER REL(partner)") };
        register.mark_source(source, &marking)?;
        let whose = source.map_or_else(|| "every other source".to_owned(), |name| format!("`{name}`"));
        session.messages.note(&format!("documents of {whose} are marked {marking} from now on; those that are in stay as they are"));
        return Ok(ExitCode::SUCCESS);
    }
    let Some(id) = &args.id else { bail!("say what to mark") };
    let Some(marking) = marking else {
        let marking = register.marking(id)?.to_string();
        let mut answer = Answer::begin(&args.output, session, &["id", "marking"])?;
        answer.take(&serde_json::json!({ "id": id, "marking": marking }), || vec![id.clone(), marking.clone()])?;
        answer.end("")?;
        return Ok(ExitCode::SUCCESS);
    };
    let entries = register.mark(id, &marking, args.whole)?;
    session.messages.note(&format!("{} marked {marking}", if entries == 1 { format!("{id} is") } else { format!("{entries} reports are") }));
    Ok(ExitCode::SUCCESS)
}

/// `chancery consent`.
pub fn consent(args: &ConsentArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    let (Some(id), Some(partner)) = (&args.id, &args.partner) else {
        let mut answer = Answer::begin(&args.output, session, &["id", "partner", "allowed by", "made", "by"])?;
        for one in register.consents()? {
            let whose = if one.originator.is_empty() { "this institution".to_owned() } else { one.originator.clone() };
            answer.take(&one, || vec![one.object.clone(), one.partner.clone(), whose, one.made.clone(), one.author.clone()])?;
        }
        answer.end("nothing was allowed")?;
        return Ok(ExitCode::SUCCESS);
    };
    if !is_partner_name(partner) {
        bail!("`{partner}` is no name of a partner: small letters, digits, `-`, `_` and `.`");
    }
    if args.revoke {
        let there = register.revoke_consent(id, partner)?;
        session.messages.note(&if there { format!("{partner} may no longer have {id}") } else { format!("{partner} was not allowed to have {id}") });
    } else {
        register.consent(id, partner, Signature { author: &author(&args.author)?, now: &now() })?;
        session.messages.note(&format!("{partner} may have {id}, from whoever holds it"));
    }
    Ok(ExitCode::SUCCESS)
}

/// `chancery withdraw`.
pub fn withdraw(args: &WithdrawArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    if !args.yes {
        bail!("what is taken back is gone for good, here and with every partner that it was passed on to; say --yes to do it");
    }
    register.withdraw(&args.hash, &now())?;
    session.messages.note(&format!("{} was taken back", args.hash));
    Ok(ExitCode::SUCCESS)
}
