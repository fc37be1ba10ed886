//! A mail into a report: its subject, day and sender, and its first text, plain before formatted. Attachments are left out.

use std::io::Read;

use chancery_model::PartialDate;
use mail_parser::{Address, DateTime, MessageParser, PartType};

use super::fields::Report;
use super::guard::read_whole;
use crate::found::{Content, Form, Meta};
use crate::{Options, RefusedReason};

const WHAT: &str = "mail";
/// The header that begins another part of a mail.
const TYPE: &[u8] = b"content-type";
/// However deep mails may be nested, they may not be deeper: the stack of a thread has an end.
const DEEPEST: usize = 2000;

/// Read a mail.
pub(super) fn read(reader: &mut dyn Read, options: &Options) -> Result<Option<Report>, RefusedReason> {
    let limits = options.limits;
    let bytes = read_whole(reader, limits.effective(), WHAT)?;
    let headers = bytes.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii().is_empty()).count();
    if headers > limits.max_headers {
        return Err(RefusedReason::Headers { max_headers: limits.max_headers });
    }
    // Mails in mails are taken apart by recursion, one call for each level; every level names its type.
    let max_nesting = limits.max_nesting.min(DEEPEST);
    if bytes.windows(TYPE.len()).filter(|window| window.eq_ignore_ascii_case(TYPE)).nth(max_nesting).is_some() {
        return Err(RefusedReason::Nesting { max_nesting });
    }
    let message = MessageParser::default().parse(&bytes).ok_or_else(|| RefusedReason::Malformed { what: WHAT, detail: "no header line".to_owned() })?;
    let content = message.text_part(0).or_else(|| message.html_part(0)).and_then(|part| match &part.body {
        PartType::Text(text) => Some(Content::Text(text.clone().into_owned())),
        PartType::Html(html) => Some(Content::Bytes(html.clone().into_owned().into_bytes(), Form::Html)),
        _ => None,
    });
    let content = content.ok_or_else(|| RefusedReason::NoText { fields: "a mail without a text part".to_owned() })?;
    let meta = Meta {
        id: message.message_id().map(str::to_owned),
        title: message.subject().map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" ")),
        published: message.date().and_then(day),
        source: message.from().and_then(sender),
        ..Meta::default()
    };
    Ok(Some((content, meta)))
}

fn day(date: &DateTime) -> Option<PartialDate> {
    PartialDate::day(i16::try_from(date.year).ok()?, date.month, date.day)
}

fn sender(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    first.name.as_deref().or(first.address.as_deref()).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}
