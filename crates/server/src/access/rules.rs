//! What each route asks of whoever asks, and what is written down of it. A route that is not here is refused to everybody; a test holds this
//! table to the API's own description.

use chancery_access::Role;

/// What an answer does, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// It tells nothing of what the register holds.
    Nothing,
    /// It shows records.
    Shows,
    /// It changes something.
    Changes,
    /// Records leave the house with it.
    Releases,
}

/// The rule of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The least role that may ask; nobody's role is asked where there is none.
    pub(crate) least: Option<Role>,
    pub(crate) does: Does,
}

const fn to(least: Role, method: &'static str, path: &'static str, does: Does) -> Rule {
    Rule { method, path, least: Some(least), does }
}

const fn open(method: &'static str, path: &'static str) -> Rule {
    Rule { method, path, least: None, does: Does::Nothing }
}

use Does::{Changes, Nothing, Releases, Shows};
use Role::{Administrator, Analyst, Partner, Reader, Reviewer};

/// By path, then by method.
pub(crate) const RULES: [Rule; 35] = [
    to(Reader, "GET", "/api/v1/commitments", Shows),
    to(Reader, "GET", "/api/v1/commitments/{id}", Shows),
    to(Reader, "GET", "/api/v1/compare", Shows),
    to(Reader, "GET", "/api/v1/corrections", Shows),
    to(Reviewer, "POST", "/api/v1/corrections", Changes),
    to(Reviewer, "DELETE", "/api/v1/corrections/{number}", Changes),
    to(Reader, "GET", "/api/v1/documents", Shows),
    to(Reader, "GET", "/api/v1/documents/{id}", Shows),
    to(Reader, "GET", "/api/v1/documents/{id}/related", Shows),
    to(Reader, "GET", "/api/v1/dyads/{a}/{b}", Shows),
    to(Reader, "GET", "/api/v1/entities", Shows),
    to(Reader, "GET", "/api/v1/entities/{code}", Shows),
    to(Reader, "GET", "/api/v1/events", Shows),
    to(Reader, "GET", "/api/v1/events/{id}", Shows),
    to(Reader, "GET", "/api/v1/facets", Shows),
    to(Reader, "GET", "/api/v1/map", Shows),
    to(Reader, "GET", "/api/v1/meta", Nothing),
    to(Reader, "GET", "/api/v1/names", Nothing),
    to(Reader, "GET", "/api/v1/openapi.json", Nothing),
    to(Reader, "GET", "/api/v1/overview", Shows),
    to(Reader, "GET", "/api/v1/queries", Shows),
    to(Analyst, "POST", "/api/v1/queries", Changes),
    to(Analyst, "DELETE", "/api/v1/queries/{number}", Changes),
    to(Reader, "GET", "/api/v1/queries/{number}/atom", Releases),
    to(Reader, "GET", "/api/v1/relations", Shows),
    to(Reader, "GET", "/api/v1/review", Shows),
    to(Reader, "GET", "/api/v1/search", Shows),
    to(Reader, "DELETE", "/api/v1/session", Nothing),
    to(Reader, "GET", "/api/v1/session", Nothing),
    open("POST", "/api/v1/session"),
    to(Analyst, "GET", "/api/v1/sql", Shows),
    to(Reader, "GET", "/api/v1/stats", Shows),
    to(Reader, "GET", "/api/v1/timeline", Shows),
    open("GET", "/health"),
    to(Administrator, "GET", "/metrics", Nothing),
];

/// Below here partners may ask, and nowhere else; which collections each has is for those routes to say.
pub(crate) const TAXII: &str = "/taxii2/";

/// The routes there, by path, then by method.
pub(crate) const PARTNERS: [Rule; 10] = [
    to(Partner, "GET", TAXII, Releases),
    to(Partner, "GET", "/taxii2/root/", Releases),
    to(Partner, "GET", "/taxii2/root/collections/", Releases),
    to(Partner, "GET", "/taxii2/root/collections/{id}/", Releases),
    to(Partner, "GET", "/taxii2/root/collections/{id}/manifest/", Releases),
    to(Partner, "GET", "/taxii2/root/collections/{id}/objects/", Releases),
    to(Partner, "POST", "/taxii2/root/collections/{id}/objects/", Changes),
    to(Partner, "GET", "/taxii2/root/collections/{id}/objects/{object}/", Releases),
    to(Partner, "GET", "/taxii2/root/collections/{id}/objects/{object}/versions/", Releases),
    to(Partner, "GET", "/taxii2/root/status/{id}/", Releases),
];

impl Rule {
    /// Whether somebody of this role may ask. What partners may change nobody else may: it is done in their name.
    pub(crate) fn lets(self, role: Role) -> bool {
        match self.least {
            Some(Partner) if self.does == Changes => role == Partner,
            Some(least) => role >= least,
            None => false,
        }
    }
}

/// The rule of a route, by its method and the pattern of its path.
pub(crate) fn rule(method: &str, path: &str) -> Option<Rule> {
    // What may be had may be asked about.
    let method = if method == "HEAD" { "GET" } else { method };
    RULES.into_iter().chain(PARTNERS).find(|rule| rule.method == method && rule.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_order_each_once() {
        for pair in RULES.windows(2).chain(PARTNERS.windows(2)) {
            assert!((pair[0].path, pair[0].method) < (pair[1].path, pair[1].method), "{pair:?}");
        }
    }

    #[test]
    fn what_has_no_rule_is_for_nobody() {
        for (method, path) in [
            ("POST", "/api/v1/events"),
            ("OPTIONS", "/api/v1/events"),
            ("GET", "/api/v1/events/"),
            ("GET", "/api/{*rest}"),
            ("PATCH", "/taxii2/"),
            ("GET", "/taxii2/x/"),
        ] {
            assert_eq!(rule(method, path), None, "{method} {path}");
        }
        assert_eq!(rule("HEAD", "/api/v1/events"), rule("GET", "/api/v1/events"));
    }

    #[test]
    fn partners_reach_taxii_and_nothing_else() {
        assert!(RULES.iter().all(|rule| rule.least != Some(Partner)));
        assert!(PARTNERS.iter().all(|rule| rule.least == Some(Partner) && rule.path.starts_with(TAXII) && rule.lets(Partner)));
    }

    #[test]
    fn nobody_hands_anything_over_in_a_partners_name() {
        for rule in PARTNERS {
            assert_eq!(rule.lets(Administrator), rule.does == Releases, "{rule:?}");
        }
    }
}
