//! What requests of TAXII 2.1 ask: as whom, in which media type, for which objects.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use chancery_model::Audience;
use chancery_share::{TAXII, Wanted, ids};
use jiff::Timestamp;

use super::answer::Fault;
use crate::readers::Reader;

/// The most values of one filter.
const MOST: usize = 100;

/// Who asks.
pub(super) struct Visitor {
    pub(super) audience: Audience,
}

impl Visitor {
    /// The name of the partner; nobody else has collections.
    pub(super) fn partner(&self) -> Result<&str, Fault> {
        match &self.audience {
            Audience::Partner(name, _) => Ok(name),
            _ => Err(Fault::new(StatusCode::FORBIDDEN, "only partners have collections")),
        }
    }
}

/// Whether a media type is that of TAXII 2.1, or of any version.
pub(super) fn is_taxii(kind: &str) -> bool {
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().is_some_and(|kind| kind == "application/taxii+json")
        && parts.all(|part| part.strip_prefix("version=").is_none_or(|version| version.trim_matches('"') == "2.1"))
}

fn takes_taxii(accept: &str) -> bool {
    accept.split(',').any(|kind| matches!(kind.split(';').next().unwrap_or_default().trim(), "*/*" | "application/*") || is_taxii(kind))
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let accept = parts.headers.get(header::ACCEPT).map(|accept| accept.to_str().unwrap_or_default());
        if !accept.is_none_or(takes_taxii) {
            return Err(Fault::new(StatusCode::NOT_ACCEPTABLE, format!("answers are {TAXII}")));
        }
        let reader = parts.extensions.get::<Reader>().map(|reader| reader.0.clone());
        Ok(Self { audience: reader.unwrap_or(Audience::Public) })
    }
}

/// Which objects.
pub(super) struct Which(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Which {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        query.map(|Query(query)| Self(query)).map_err(|rejection| Fault::new(StatusCode::BAD_REQUEST, rejection.body_text()))
    }
}

impl Which {
    fn list(&self, name: &str) -> Result<Vec<String>, Fault> {
        let all: Vec<String> = self.0.get(name).map(|values| values.split(',').map(|one| one.trim().to_owned()).collect()).unwrap_or_default();
        if all.len() > MOST {
            return Err(Fault::new(StatusCode::BAD_REQUEST, format!("{name} has more than {MOST} values")));
        }
        Ok(all)
    }

    /// How many objects; 0, which the client of OASIS sends for no limit, is none.
    pub(super) fn limit(&self, most: usize) -> Result<usize, Fault> {
        match self.0.get("limit").map(|limit| limit.parse::<usize>()) {
            None | Some(Ok(0)) => Ok(most),
            Some(Ok(limit)) => Ok(limit.min(most)),
            Some(Err(_)) => Err(Fault::new(StatusCode::BAD_REQUEST, "limit is a number")),
        }
    }

    /// Whether objects of STIX 2.1, the only ones there are, are asked for.
    pub(super) fn is_of_this_version(&self) -> bool {
        self.0.get("match[spec_version]").is_none_or(|versions| versions.split(',').any(|version| version.trim() == "2.1"))
    }

    /// The objects, or the one, that are asked for.
    pub(super) fn wanted(&self, object: Option<&String>) -> Result<Wanted, Fault> {
        let odd = |what: &str| Fault::new(StatusCode::BAD_REQUEST, what.to_owned());
        let after = self.0.get("next").map_or(Ok(0), |next| next.parse()).map_err(|_| odd("next is what the page before said"))?;
        let added_after = self.0.get("added_after").map(|time| time.parse::<Timestamp>()).transpose().map_err(|_| odd("added_after is a time"))?;
        // There is one version of each object: the first, the last, and all of them.
        let versions = self.list("match[version]")?;
        let any = versions.iter().any(|version| matches!(version.as_str(), "first" | "last" | "all"));
        let versions = if any { Vec::new() } else { versions.iter().map(|version| ids::time(version)).collect() };
        let ids = match object {
            Some(id) => vec![id.clone()],
            None => self.list("match[id]")?,
        };
        Ok(Wanted { after, added_after: added_after.map(Timestamp::as_microsecond), ids, kinds: self.list("match[type]")?, versions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_version_of_taxii_is_spoken() {
        for (accept, taken) in [
            ("application/taxii+json;version=2.1", true),
            ("application/taxii+json; version=2.1", true),
            ("application/taxii+json", true),
            ("text/html, */*;q=0.1", true),
            ("application/vnd.oasis.taxii+json; version=2.0", false),
            ("application/taxii+json;version=2.0", false),
            ("text/html", false),
        ] {
            assert_eq!(takes_taxii(accept), taken, "{accept}");
        }
    }

    #[test]
    fn filters_are_read_or_refused() {
        let which = |pairs: &[(&str, &str)]| Which(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let wanted = which(&[("next", "7"), ("match[type]", "report,note"), ("match[version]", "last")]).wanted(None).expect("a filter");
        assert_eq!((wanted.after, wanted.kinds.len(), wanted.versions.len()), (7, 2, 0));
        for odd in [("next", "x"), ("added_after", "yesterday")] {
            assert!(which(&[odd]).wanted(None).is_err(), "{odd:?}");
        }
        assert!(which(&[("limit", "-1")]).limit(10).is_err());
        assert_eq!(which(&[("limit", "99")]).limit(10).expect("a limit"), 10);
        assert!(!which(&[("match[spec_version]", "2.0")]).is_of_this_version());
    }
}
