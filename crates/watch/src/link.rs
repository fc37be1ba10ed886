//! Addresses on the web: which may be fetched at all, and the normal form by which one page is known.
//!
//! Parsing is that of browsers (crate `url`), so that `http://0x7f.1/` and `http://2130706433/` are what they would be there: 127.0.0.1.

use chancery_ingest::LONGEST_URL;
use url::Url;

/// Names of parameters that tell where a reader came from, never what the page is.
const TRACKERS: &[&str] = &[
    "fbclid", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid", "ocid", "cmpid", "_ga", "_gl",
    "ref_src",
];

/// Why an address is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It is none.
    #[error("it is no address of the web")]
    Malformed,
    /// It is none of http or https.
    #[error("only http and https are fetched")]
    Scheme,
    /// It has a user's name or password in it.
    #[error("it carries a user name or password")]
    Credentials,
    /// It is too long.
    #[error("it is longer than {LONGEST_URL} bytes")]
    TooLong,
}

/// An address that may be fetched, as far as can be told by looking at it.
pub fn parse(link: &str) -> Result<Url, LinkFault> {
    check(Url::parse(link.trim()).map_err(|_| LinkFault::Malformed)?)
}

/// An address that stands on a page, or in the head that sends elsewhere.
pub fn join(base: &Url, link: &str) -> Result<Url, LinkFault> {
    check(base.join(link.trim()).map_err(|_| LinkFault::Malformed)?)
}

fn check(mut url: Url) -> Result<Url, LinkFault> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(LinkFault::Scheme);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(LinkFault::Malformed);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LinkFault::Credentials);
    }
    if url.as_str().len() > LONGEST_URL {
        return Err(LinkFault::TooLong);
    }
    url.set_fragment(None);
    Ok(url)
}

/// What one page is known by: its address without fragment, default port and trackers. Parsing has already dropped the first two and
/// written host and scheme small.
pub fn normal(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let Some(query) = url.query() else { return url.into() };
    let kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !is_tracker(part)).collect();
    let kept = kept.join("&");
    url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    url.into()
}

fn is_tracker(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || TRACKERS.contains(&name.as_str())
}

/// What robots.txt holds for: scheme, host and port.
pub fn site(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Host and port: what the user allows when it is private.
pub fn host_port(url: &Url) -> (String, u16) {
    (host(url), url.port_or_known_default().unwrap_or_default())
}

/// The host alone: what is given a rest between two requests.
pub fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_page_has_one_normal_form() {
        let cases = [
            ("https://example.org/a", "https://example.org/a"),
            ("HTTPS://Example.ORG:443/a#comments", "https://example.org/a"),
            ("http://example.org:80", "http://example.org/"),
            ("http://example.org:8080/", "http://example.org:8080/"),
            ("https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a"),
            ("https://example.org/a?UTM_Source=rss&id=7", "https://example.org/a?id=7"),
            ("https://example.org/a?id=7&fbclid=x&page=2", "https://example.org/a?id=7&page=2"),
            ("https://example.org/a?", "https://example.org/a"),
            ("https://example.org/a?&&id=7&", "https://example.org/a?id=7"),
            ("https://example.org/a?b=utm_source", "https://example.org/a?b=utm_source"),
            ("https://example.org/x/../a", "https://example.org/a"),
            ("https://example.org/tin tức", "https://example.org/tin%20t%E1%BB%A9c"),
            ("https://뉴스.example/1", "https://xn--vg1b002a.example/1"),
            ("  https://example.org/a\n", "https://example.org/a"),
        ];
        for (link, expected) in cases {
            let normal_form = normal(&parse(link).expect(link));
            assert_eq!(normal_form, expected, "{link}");
            assert_eq!(normal(&parse(&normal_form).expect("an address")), expected, "{link}: it stays as it is");
        }
    }

    #[test]
    fn addresses_that_are_not_fetched_say_why() {
        let long = format!("https://example.org/{}", "a".repeat(LONGEST_URL));
        for (link, fault) in [
            ("ftp://example.org/a", LinkFault::Scheme),
            ("file:///etc/passwd", LinkFault::Scheme),
            ("javascript:alert(1)", LinkFault::Scheme),
            ("data:text/plain,x", LinkFault::Scheme),
            ("gopher://127.0.0.1:25/", LinkFault::Scheme),
            ("/a", LinkFault::Malformed),
            ("", LinkFault::Malformed),
            ("https://", LinkFault::Malformed),
            ("http://exa mple.org/", LinkFault::Malformed),
            ("http://300.1.1.1/", LinkFault::Malformed),
            ("https://me@example.org/", LinkFault::Credentials),
            ("https://me:word@example.org/", LinkFault::Credentials),
            (&long, LinkFault::TooLong),
        ] {
            assert_eq!(parse(link).map(String::from), Err(fault), "{link}");
        }
    }

    #[test]
    fn addresses_in_numbers_are_the_same_in_every_notation() {
        for link in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://0x7f000001/",
            "http://127。0。0。1/",
            "http://127.0.0.1./",
        ] {
            assert_eq!(host(&parse(link).expect(link)), "127.0.0.1", "{link}");
        }
        assert_eq!(host(&parse("http://[::FFFF:127.0.0.1]/").expect("an address")), "[::ffff:7f00:1]");
    }

    proptest! {
        #[test]
        fn any_string_is_an_address_or_none(link in "\\PC{0,60}|(https?|ftp|HTTP):/{0,3}[\\w@:.\\[\\]%?#&=/-]{0,60}", other in "\\PC{0,40}") {
            if let Ok(url) = parse(&link) {
                let once = normal(&url);
                let again = normal(&parse(&once).expect("a normal form is an address"));
                prop_assert_eq!(&once, &again);
                prop_assert!(!once.contains('#'));
                let _ = (join(&url, &other), site(&url), host_port(&url));
            }
        }
    }
}
