//! The file that says what to watch: TOML, every fault with its line and a way out.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use glob::Pattern;
use jiff::SignedDuration;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::link;

/// A commented file to begin with.
pub const EXAMPLE: &str = include_str!("example.toml");

/// What to watch, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whom the operators of sites may write to.
    pub contact: String,
    /// How long from the start of one round to that of the next.
    pub interval: Duration,
    /// How much and how fast.
    pub limits: WatchLimits,
    /// What is polled.
    pub sources: Vec<Source>,
}

/// How much is fetched, and how fast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchLimits {
    /// The largest answer, in bytes.
    pub max_bytes: u64,
    /// The longest time for a whole answer.
    pub timeout: Duration,
    /// Rest between two requests to one host.
    pub delay: Duration,
    /// Pages of one source in one round.
    pub pages: usize,
    /// How many times a page is asked for in vain.
    pub tries: u32,
    /// Time before the second try.
    pub retry: Duration,
    /// Hosts asked at the same time.
    pub hosts: usize,
}

/// A feed or sitemap.
#[derive(Clone, Debug)]
pub struct Source {
    /// What messages call it.
    pub name: String,
    /// Where it is.
    pub url: Url,
    /// Language of its reports, where they do not tell: one that there is a pack for.
    pub lang: Option<String>,
    /// Who publishes it, whatever the pages tell.
    pub publisher: Option<String>,
    /// How long from one look to the next, if not as for all.
    pub interval: Option<Duration>,
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

impl Source {
    /// Whether a page is wanted.
    pub fn wants(&self, page: &str) -> bool {
        let fits = |pattern: &Pattern| pattern.matches(page);
        (self.include.is_empty() || self.include.iter().any(fits)) && !self.exclude.iter().any(fits)
    }
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The system would not give it to us.
    #[error("{}: cannot be read: {source}; `chancery watch --example` prints one to begin with", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be understood.
    #[error("{}, line {line}: {what}", path.display())]
    Fault {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there, and what would be right.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    contact: Spanned<String>,
    interval: Option<Spanned<String>>,
    #[serde(default)]
    limits: RawLimits,
    #[serde(default, rename = "source")]
    sources: Vec<Spanned<RawSource>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimits {
    max_bytes: Option<Spanned<u64>>,
    timeout: Option<Spanned<String>>,
    delay: Option<Spanned<String>>,
    pages: Option<Spanned<usize>>,
    tries: Option<Spanned<u32>>,
    retry: Option<Spanned<String>>,
    hosts: Option<Spanned<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    name: Spanned<String>,
    feed: Option<Spanned<String>>,
    sitemap: Option<Spanned<String>>,
    lang: Option<Spanned<String>>,
    publisher: Option<String>,
    #[serde(default)]
    include: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    interval: Option<Spanned<String>>,
}

/// A fault, and where in the file it is.
type Placed = (Range<usize>, String);

impl Config {
    /// Read a file. `languages` are the codes of those that there are packs for.
    pub fn read(path: &Path, languages: &[&str]) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text, languages).map_err(|(place, what)| {
            let line = text.get(..place.start).unwrap_or(&text).matches('\n').count() + 1;
            ConfigError::Fault { path: path.to_owned(), line, what }
        })
    }

    fn parse(text: &str, languages: &[&str]) -> Result<Self, Placed> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let what = error.message().replace('\n', " ");
            let hint = if what.contains("missing field `contact`") { "; it says whom sites may write to: contact = \"mailto:you@example.org\"" } else { "" };
            (error.span().unwrap_or_default(), format!("{what}{hint}"))
        })?;
        let contact = contact(&raw.contact)?;
        let minute = Duration::from_mins(1);
        let interval = duration(raw.interval.as_ref(), "15m", Duration::from_secs(1), Duration::MAX)?;
        let limits = WatchLimits {
            max_bytes: number(raw.limits.max_bytes.as_ref(), 8 << 20, 1024..=1 << 30)?,
            timeout: duration(raw.limits.timeout.as_ref(), "30s", Duration::from_millis(100), minute * 60)?,
            delay: duration(raw.limits.delay.as_ref(), "2s", Duration::ZERO, minute * 60)?,
            pages: number(raw.limits.pages.as_ref(), 200, 1..=1_000_000)?,
            tries: number(raw.limits.tries.as_ref(), 5, 1..=100)?,
            retry: duration(raw.limits.retry.as_ref(), "10m", Duration::ZERO, minute * 60 * 24)?,
            hosts: number(raw.limits.hosts.as_ref(), 4, 1..=64)?,
        };
        let sources = raw.sources.iter().map(|raw| source(raw, languages)).collect::<Result<Vec<_>, _>>()?;
        if sources.is_empty() {
            return Err((text.len()..text.len(), "nothing is named to be watched; add [[source]] with a name and a feed or sitemap".to_owned()));
        }
        let mut seen = BTreeSet::new();
        for (source, raw) in sources.iter().zip(&raw.sources) {
            if !seen.insert(source.url.as_str()) {
                return Err((raw.span(), format!("{} is named twice; leave one of the two out", source.url)));
            }
        }
        Ok(Self { contact, interval, limits, sources })
    }

    /// How long from one round to the next: as often as the source that is polled most often wants it.
    pub fn period(&self) -> Duration {
        self.sources.iter().map(|source| source.interval.unwrap_or(self.interval)).min().unwrap_or(self.interval)
    }

    /// What we call ourselves.
    pub fn user_agent(&self, version: &str) -> String {
        format!("chancery/{version} (+{})", self.contact)
    }
}

fn contact(raw: &Spanned<String>) -> Result<String, Placed> {
    let contact = raw.get_ref().trim();
    let is_mail = contact.strip_prefix("mailto:").is_some_and(|mail| mail.split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty()));
    let plain = contact.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'(' | b')'));
    if plain && (is_mail || link::parse(contact).is_ok()) {
        return Ok(contact.to_owned());
    }
    Err((raw.span(), "`contact` is neither an address to write to nor one of a page; write contact = \"mailto:you@example.org\"".to_owned()))
}

fn source(raw: &Spanned<RawSource>, languages: &[&str]) -> Result<Source, Placed> {
    let (place, raw) = (raw.span(), raw.get_ref());
    let name = raw.name.get_ref().trim();
    if name.is_empty() {
        return Err((raw.name.span(), "the name is empty; give the source one that you will know it by".to_owned()));
    }
    let address = match (&raw.feed, &raw.sitemap) {
        (Some(address), None) | (None, Some(address)) => address,
        (Some(_), Some(other)) => return Err((other.span(), format!("`{name}` has both a feed and a sitemap; make two sources of it"))),
        (None, None) => return Err((place, format!("`{name}` has neither a feed nor a sitemap; add feed = \"https://…\""))),
    };
    let url = link::parse(address.get_ref()).map_err(|fault| (address.span(), format!("`{}`: {fault}; write it out with https://", address.get_ref())))?;
    Ok(Source {
        name: name.to_owned(),
        url,
        lang: raw.lang.as_ref().map(|given| lang(given, languages)).transpose()?,
        publisher: raw.publisher.clone(),
        interval: raw.interval.as_ref().map(|given| duration(Some(given), "", Duration::from_secs(1), Duration::MAX)).transpose()?,
        include: raw.include.iter().map(pattern).collect::<Result<_, _>>()?,
        exclude: raw.exclude.iter().map(pattern).collect::<Result<_, _>>()?,
    })
}

/// A language that reports can be read in.
fn lang(raw: &Spanned<String>, languages: &[&str]) -> Result<String, Placed> {
    let code = raw.get_ref().trim();
    if languages.contains(&code) {
        return Ok(code.to_owned());
    }
    Err((raw.span(), format!("`{code}` is no language that there is a pack for; give one of {}", languages.join(", "))))
}

fn pattern(raw: &Spanned<String>) -> Result<Pattern, Placed> {
    Pattern::new(raw.get_ref()).map_err(|error| (raw.span(), format!("`{}` is no pattern: {}; write [ as [[]", raw.get_ref(), error.msg)))
}

/// A span of time such as `15m`, if one is given.
fn duration(raw: Option<&Spanned<String>>, default: &str, least: Duration, most: Duration) -> Result<Duration, Placed> {
    let (text, place) = raw.map_or((default, 0..0), |raw| (raw.get_ref().as_str(), raw.span()));
    let read = text.parse::<SignedDuration>().ok().and_then(|span| Duration::try_from(span).ok());
    match read {
        Some(span) if span >= least && span <= most => Ok(span),
        Some(span) if span < least => Err((place, format!("`{text}` is too short; give {least:?} or more"))),
        Some(_) => Err((place, format!("`{text}` is too long; give {most:?} or less"))),
        None => Err((place, format!("`{text}` is no span of time; write one such as \"30s\", \"15m\" or \"2h\""))),
    }
}

fn number<N: Copy + PartialOrd + std::fmt::Display>(raw: Option<&Spanned<N>>, default: N, range: std::ops::RangeInclusive<N>) -> Result<N, Placed> {
    let Some(raw) = raw else { return Ok(default) };
    let number = *raw.get_ref();
    if range.contains(&number) {
        return Ok(number);
    }
    Err((raw.span(), format!("{number} is out of bounds; give {} to {}", range.start(), range.end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: &[&str] = &["en", "vi"];
    const HEAD: &str = "contact = \"mailto:a@example.org\"\n";
    const SOURCE: &str = "[[source]]\nname = \"A\"\nfeed = \"https://a.example/rss\"\n";

    #[test]
    fn the_example_is_read_and_says_the_defaults() {
        let config = Config::parse(EXAMPLE, LANGUAGES).expect("the example");
        let plain = Config::parse(&format!("{HEAD}{SOURCE}"), LANGUAGES).expect("a config");
        assert_eq!((config.limits, config.interval), (plain.limits, plain.interval));
        assert_eq!(config.sources.len(), 2);
        assert_eq!(config.sources[1].interval, Some(Duration::from_hours(1)));
        assert_eq!(config.contact, "mailto:desk@example.org");
        let wanted = |page: &str| config.sources[1].wants(page);
        assert!(wanted("https://baovidu.example/the-gioi/a/b?id=1"));
        assert!(!wanted("https://baovidu.example/the-gioi/video/1") && !wanted("https://baovidu.example/giai-tri/1"));
        assert!(config.sources[0].wants("https://anywhere.example/"));
    }

    #[test]
    fn every_fault_has_its_line_and_a_way_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("watch.toml");
        let both = format!("{HEAD}{SOURCE}");
        for (text, told) in [
            (String::new(), "line 1: missing field `contact`; it says whom sites may write to"),
            (SOURCE.to_owned(), "line 1: missing field `contact`"),
            (HEAD.to_owned(), "line 2: nothing is named to be watched; add [[source]]"),
            (format!("contact = \"me\"\n{SOURCE}"), "line 1: `contact` is neither"),
            (format!("contact = \"mailto:a@b (x)\"\n{SOURCE}"), "line 1: `contact` is neither"),
            (format!("{HEAD}\ncolour = 1\n{SOURCE}"), "line 3: unknown field `colour`, expected one of"),
            (format!("{both}colour = 1\n"), "line 5: unknown field `colour`"),
            (format!("{HEAD}interval = 15\n{SOURCE}"), "line 2: invalid type"),
            (format!("{HEAD}interval = \"often\"\n{SOURCE}"), "line 2: `often` is no span of time; write one such as"),
            (format!("{HEAD}interval = \"0s\"\n{SOURCE}"), "line 2: `0s` is too short; give 1s or more"),
            (format!("{HEAD}interval = \"-5m\"\n{SOURCE}"), "line 2: `-5m` is no span of time"),
            (format!("{HEAD}[limits]\ntries = 0\n{SOURCE}"), "line 3: 0 is out of bounds; give 1 to 100"),
            (format!("{HEAD}[limits]\nmax_bytes = -1\n{SOURCE}"), "line 3: "),
            (format!("{both}[[source]]\nname = \"B\"\n"), "line 5: `B` has neither a feed nor a sitemap; add feed"),
            (format!("{both}sitemap = \"https://a.example/s\"\n"), "line 5: `A` has both a feed and a sitemap"),
            (format!("{both}[[source]]\nname = \"B\"\nfeed = \"https://a.example/rss\"\n"), "line 5: https://a.example/rss is named twice"),
            (format!("{both}[[source]]\nname = \" \"\nfeed = \"https://b.example/rss\"\n"), "line 6: the name is empty"),
            (format!("{HEAD}[[source]]\nname = \"A\"\nfeed = \"a.example/rss\"\n"), "line 4: `a.example/rss`: it is no address of the web"),
            (format!("{HEAD}[[source]]\nname = \"A\"\nfeed = \"ftp://a.example\"\n"), "line 4: `ftp://a.example`: only http and https"),
            (format!("{HEAD}[[source]]\nname = \"A\"\nfeed = \"https://u:p@a.example\"\n"), "line 4: `https://u:p@a.example`: it carries a user name"),
            (format!("{both}include = [\"***\"]\n"), "line 5: `***` is no pattern"),
            (format!("{both}lang = \"vietnamese\"\n"), "line 5: `vietnamese` is no language that there is a pack for; give one of en, vi"),
            (format!("{HEAD}x = \n"), "line 2: "),
        ] {
            fs::write(&path, &text).expect("written");
            let error = Config::read(&path, LANGUAGES).expect_err(&text).to_string();
            assert!(error.contains(&format!("watch.toml, {told}")) && error.lines().count() == 1, "{text}: {error}");
        }
        let missing = Config::read(&folder.path().join("none.toml"), LANGUAGES).expect_err("none").to_string();
        assert!(missing.contains("none.toml: cannot be read") && missing.contains("--example"), "{missing}");
    }
}
