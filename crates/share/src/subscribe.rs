//! What a partner publishes over TAXII 2.1, page by page from where the last reading ended.
//!
//! The pages of one reading follow each other by `next`. How far a reading came is noted after each page that was taken whole, as the
//! moment at which its last object was added; what is published twice because of that changes nothing.

use chancery_register::Register;
use chancery_watch::Messenger;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::check::shown;
use crate::error::{Result, ShareError};
use crate::inbox::Inbox;
use crate::take::{MOST_BYTES, Tally, take};

/// The media type of TAXII 2.1.
pub const TAXII: &str = "application/taxii+json;version=2.1";

/// Objects to ask for at a time.
const PAGE: usize = 500;
/// No reading has more pages: somebody would send us round in circles.
const MOST_PAGES: usize = 100_000;

/// What is known of a page before its objects are looked at.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    more: bool,
    #[serde(default)]
    next: Option<String>,
    #[serde(borrow, default)]
    objects: Vec<&'a RawValue>,
}

/// No reading goes on of which more was refused.
const MOST_REFUSED: usize = 10_000;

/// A collection of a partner that is read again and again.
pub struct Subscription {
    messenger: Messenger,
    objects: Url,
    from: String,
    authorization: Option<String>,
}

impl Subscription {
    /// The collection of an API root.
    pub fn new(root: &str, collection: &str, from: &str, token: Option<String>, private: Vec<(String, u16)>) -> Result<Self> {
        let odd = || ShareError::Remote(format!("`{}` is no address of an API root, or `{}` no id of a collection", shown(root), shown(collection)));
        let mut objects = Url::parse(root).map_err(|_| odd())?;
        if !matches!(objects.scheme(), "http" | "https") || collection.parse::<uuid::Uuid>().is_err() {
            return Err(odd());
        }
        objects.path_segments_mut().map_err(|()| odd())?.pop_if_empty().extend(["collections", collection, "objects", ""]);
        let messenger = Messenger::new(concat!("chancery/", env!("CARGO_PKG_VERSION")), private);
        Ok(Self { messenger, objects, from: from.to_owned(), authorization: token.map(|token| format!("Bearer {token}")) })
    }

    /// Read what was published since the last time. `now` tells the time.
    pub fn poll(&self, register: &mut Register, inbox: &Inbox, now: &dyn Fn() -> String) -> Result<Tally> {
        let name = format!("{} {}", self.from, self.objects);
        let begun = inbox.read_up_to(&name)?;
        let (mut all, mut next) = (Tally::default(), None::<String>);
        for _ in 0..MOST_PAGES {
            let mut url = self.objects.clone();
            url.query_pairs_mut().append_pair("limit", &PAGE.to_string());
            for (key, value) in [("added_after", &begun), ("next", &next)] {
                if let Some(value) = value {
                    url.query_pairs_mut().append_pair(key, value);
                }
            }
            let mut headers = vec![("Accept", TAXII)];
            headers.extend(self.authorization.as_deref().map(|value| ("Authorization", value)));
            let answer = self.messenger.get(&url, &headers, "x-taxii-date-added-last", MOST_BYTES as u64);
            let (bytes, last) = answer.map_err(|error| ShareError::Remote(format!("{}: {error}", self.objects)))?;
            let odd = |what: &str| ShareError::Remote(format!("{}: {what}", self.objects));
            let envelope: Envelope<'_> = serde_json::from_slice(&bytes).map_err(|error| odd(&shown(&format!("no envelope of TAXII: {error}"))))?;
            let empty = envelope.objects.is_empty();
            let (more, following) = (envelope.more, envelope.next.filter(|next| !next.is_empty()));
            // What was taken is named by the register; there may be more of it than can be held.
            all.add(Tally { taken: Vec::new(), ..take(register, inbox, &self.from, &bytes, &now())? });
            if let Some(last) = last.filter(|last| !empty && last.parse::<jiff::Timestamp>().is_ok()) {
                inbox.note_read(&name, &last)?;
            }
            if !more {
                return Ok(all);
            }
            if all.refused.len() > MOST_REFUSED {
                return Err(odd("so much of it was refused that it is not read on"));
            }
            if empty || following.is_none() || following == next {
                return Err(odd("it says that there is more, and does not give it"));
            }
            next = following;
        }
        Err(ShareError::Remote(format!("{}: it goes on without end", self.objects)))
    }
}
