//! RSS and Atom into reports: every entry with content or a summary is one.

use std::io::Read;
use std::ops::ControlFlow;

use super::fields::content;
use super::guard::read_whole;
use super::{Flow, Place, Walker};
use crate::feeds::{self, EntryKind, Item};
use crate::found::Meta;
use crate::{RefusedReason, decode};

/// Go through a feed.
pub(super) fn walk(walker: &mut Walker<'_, '_>, place: &Place, reader: &mut dyn Read) -> Flow {
    match read_whole(reader, walker.options().limits.effective(), "feed") {
        Ok(bytes) => of_bytes(walker, place, bytes, &Meta::default(), false),
        Err(reason) => walker.refuse(place, reason),
    }
}

/// Go through a feed in memory. In a web archive, a feed without texts is nothing to complain of.
pub(super) fn of_bytes(walker: &mut Walker<'_, '_>, place: &Place, bytes: Vec<u8>, known: &Meta, in_archive: bool) -> Flow {
    let charset = known.charset.clone().or_else(|| feeds::declared(&bytes));
    let text = match decode::decode_damaged(bytes, charset.as_deref(), walker.options()) {
        Ok(text) => text,
        Err(reason) => return walker.refuse(place, reason),
    };
    let (mut number, mut pages) = (0_u64, false);
    let base = known.url.clone().unwrap_or_default();
    let read = feeds::items(&text, &walker.options().limits, &mut |item| {
        if item.from_sitemap {
            pages = true;
            return ControlFlow::Continue(());
        }
        number += 1;
        walker.record(&place.at(&format!("entry {number}")), |_| report(item, &base))
    });
    match read {
        Ok(flow) => flow?,
        Err(reason) => return walker.refuse(place, reason),
    }
    match (number, pages) {
        (0, _) if in_archive => walker.record(place, |_| Ok(None)),
        (0, true) => walker.refuse(place, RefusedReason::Sitemap),
        (0, false) => walker.refuse(place, RefusedReason::NoText { fields: "a feed without entries".to_owned() }),
        _ => ControlFlow::Continue(()),
    }
}

fn report(item: Item, base: &str) -> Result<Option<super::Report>, RefusedReason> {
    debug_assert_eq!(item.kind, EntryKind::Page);
    let Some(text) = item.text.filter(|text| !text.trim().is_empty()) else {
        return Err(RefusedReason::NoText { fields: "an entry without content".to_owned() });
    };
    let url = item.url.map(|url| feeds::absolute(&url, base).unwrap_or(url));
    let meta = Meta { id: item.id, url, title: item.title, published: item.published, lang: item.lang, source: item.source, charset: None };
    Ok(Some((content(text, item.is_html), meta)))
}
