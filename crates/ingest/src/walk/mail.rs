//! A mail into a report: its subject, day and sender, and its first text, plain before formatted. Attachments are left out.

use std::io::Read;

use chancery_model::PartialDate;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Address, DateTime, Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

use super::fields::Report;
use super::guard::read_whole;
use crate::found::{Content, Form, Meta};
use crate::{Options, RefusedReason};

const WHAT: &str = "mail";
/// The header that begins another part of a mail.
const TYPE: &[u8] = b"content-type";
/// What stands for letters of headers in a character set that is not declared.
const LOST: char = char::REPLACEMENT_CHARACTER;
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
    let part = message.text_part(0).or_else(|| message.html_part(0));
    let form = part.and_then(|part| match &part.body {
        PartType::Text(_) => Some(Form::Text),
        PartType::Html(_) => Some(Form::Piece),
        _ => None,
    });
    let Some((part, form)) = part.zip(form) else {
        return Err(RefusedReason::NoText { fields: "a mail without a text part".to_owned() });
    };
    let meta = Meta {
        id: message.message_id().map(str::to_owned),
        title: message.subject().filter(|subject| !subject.contains(LOST)).map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" ")),
        published: message.date().and_then(day),
        source: message.from().and_then(sender).filter(|sender| !sender.contains(LOST)),
        charset: declared(part),
        ..Meta::default()
    };
    // What is not wrapped as it says it is, is as the library makes something of it.
    let bytes = raw(&bytes, part).unwrap_or_else(|| part.contents().to_vec());
    Ok(Some((Content::Bytes(bytes, form), meta)))
}

/// The character set that a part declares; ASCII is what programs say that know of no other.
fn declared(part: &MessagePart<'_>) -> Option<String> {
    let label = part.content_type()?.attribute("charset")?;
    (!["us-ascii", "ascii"].iter().any(|ascii| label.eq_ignore_ascii_case(ascii))).then(|| label.to_owned())
}

/// The bytes of a part without what they were wrapped in for the way. The library has them as text too, but does not tell the character set
/// of mails that do not declare one.
fn raw(mail: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let bytes = mail.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
        Encoding::Base64 => base64_decode(bytes),
    }
}

fn day(date: &DateTime) -> Option<PartialDate> {
    PartialDate::day(i16::try_from(date.year).ok()?, date.month, date.day)
}

fn sender(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    first.name.as_deref().or(first.address.as_deref()).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}
