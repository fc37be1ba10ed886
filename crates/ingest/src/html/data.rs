//! What a page says of its report, for machines and in its head: JSON-LD, `meta` and `link` elements, `time`, and the headline.
//!
//! A day is taken as it is written, in the offset that it is written in: a report of 23:40 in Hanoi came out on that day.

use chancery_model::PartialDate;
use dom_query::{Document, NodeRef};
use serde_json::Value;
use url::Url;

use crate::found::Meta;
use crate::{feeds, when};

/// Types of JSON-LD that are a report.
const REPORTS: &[&str] = &["article", "posting", "report", "analysis", "opinion"];
/// Names of `meta` elements with the day a report came out, the surest first.
const DATES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "article.published",
    "date",
    "regdate",
];
/// What stands between a headline and the name of the site.
const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " : ", " :: ", " < ", " » ", " · "];
/// Data for machines that are longer are none of a report's.
const LONGEST_DATA: usize = 1 << 20;
/// Entries of JSON-LD that are looked at.
const MOST_ENTRIES: usize = 1000;

/// Everything that is known of a report from its page.
pub(super) fn read(page: &Document, json_ld: &[String], known_url: Option<&str>) -> Meta {
    let machine = Machine::of(json_ld);
    let named = Named::of(page);
    let known_url = known_url.and_then(|url| feeds::absolute(url, ""));
    let own = [attribute(page, "link[rel~=canonical]", "href"), named.get("og:url")];
    let url = own.iter().flatten().find_map(|url| canonical(url, known_url.as_deref()));
    let site = named.get("og:site_name").or(machine.publisher);
    let headline = named.get("og:title").or(machine.headline).map(|title| without_site(&title, site.as_deref()));
    let lang = attribute(page, "html", "lang").or_else(|| attribute(page, "html", "xml:lang"));
    let lang = lang.or_else(|| named.get("og:locale")).or_else(|| named.get("content-language")).or(machine.lang);
    Meta {
        id: None,
        title: headline.or_else(|| title(page, site.as_deref())),
        published: machine.date.or_else(|| DATES.iter().find_map(|name| when::read(&named.get(name)?))).or_else(|| marked_day(page)),
        lang: lang.map(|lang| lang.replace('_', "-")).filter(|lang| lang.len() >= 2 && lang.is_ascii()),
        source: site.or_else(|| url.as_deref().or(known_url.as_deref()).and_then(site_of)),
        url,
        charset: None,
    }
}

/// The named values of a page's `meta` elements, in order.
struct Named(Vec<(String, String)>);

impl Named {
    fn of(page: &Document) -> Self {
        let elements = page.select("meta[content]");
        let entries = elements.nodes().iter().filter_map(|meta| {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|kind| meta.attr(kind))?;
            Some((name.trim().to_ascii_lowercase(), line(&meta.attr("content")?)?))
        });
        Self(entries.collect())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// What JSON-LD says of the report.
#[derive(Default)]
struct Machine {
    headline: Option<String>,
    date: Option<PartialDate>,
    publisher: Option<String>,
    lang: Option<String>,
}

impl Machine {
    /// Of the first entry that is a report.
    fn of(json_ld: &[String]) -> Self {
        let mut waiting: Vec<Value> =
            json_ld.iter().rev().filter(|data| data.len() <= LONGEST_DATA).filter_map(|data| serde_json::from_str(data.trim()).ok()).collect();
        for _ in 0..MOST_ENTRIES {
            match waiting.pop() {
                Some(Value::Array(entries)) => waiting.extend(entries.into_iter().rev()),
                Some(Value::Object(mut entry)) if is_report(entry.get("@type")) => {
                    let text = |key: &str| entry.get(key).and_then(Value::as_str).and_then(line);
                    let (headline, date, lang) = (text("headline"), text("datePublished").and_then(|date| when::read(&date)), text("inLanguage"));
                    return Self { headline, date, lang, publisher: entry.remove("publisher").and_then(name) };
                }
                Some(Value::Object(mut entry)) => waiting.extend(entry.remove("@graph")),
                Some(_) => {}
                None => break,
            }
        }
        Self::default()
    }
}

/// Whether a type of JSON-LD, or one of several, is a report.
fn is_report(kind: Option<&Value>) -> bool {
    let matches = |kind: &str| REPORTS.iter().any(|report| kind.to_ascii_lowercase().ends_with(report));
    match kind {
        Some(Value::String(kind)) => matches(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(matches),
        _ => false,
    }
}

/// The name of a publisher, or of the first of several.
fn name(publisher: Value) -> Option<String> {
    let publisher = match publisher {
        Value::Array(all) => all.into_iter().next()?,
        one => one,
    };
    publisher.get("name").unwrap_or(&publisher).as_str().and_then(line)
}

/// The headline from the elements that show it.
fn title(page: &Document, site: Option<&str>) -> Option<String> {
    let whole = line(&page.select("title").first().text());
    let shown = page.select("h1").iter().find_map(|h1| line(&h1.text()));
    match (whole, shown) {
        (Some(whole), Some(shown)) if whole.contains(&shown) => Some(shown),
        (Some(whole), _) if site.is_some_and(|site| whole.contains(site)) => Some(without_site(&whole, site)),
        (Some(whole), _) => Some(without_short_end(&whole)),
        (None, shown) => shown,
    }
}

/// A headline without the name of the site before or after it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let Some(site) = site else { return title.to_owned() };
    let cut = SEPARATORS.iter().find_map(|separator| {
        let end = title.strip_suffix(site).and_then(|rest| rest.strip_suffix(separator));
        end.or_else(|| title.strip_prefix(site).and_then(|rest| rest.strip_prefix(separator)))
    });
    cut.unwrap_or(title).trim().to_owned()
}

/// A headline without what is set apart at one of its ends and is much shorter than the rest: most likely the name of the site.
fn without_short_end(title: &str) -> String {
    let cut = SEPARATORS.iter().find_map(|separator| {
        let (head, tail) = title.rsplit_once(separator)?;
        if tail.chars().count() * 2 < head.chars().count() {
            return Some(head);
        }
        let (head, tail) = title.split_once(separator)?;
        (head.chars().count() * 2 < tail.chars().count()).then_some(tail)
    });
    cut.unwrap_or(title).trim().to_owned()
}

/// The day that an element is marked to give.
fn marked_day(page: &Document) -> Option<PartialDate> {
    let written = |node: &NodeRef| ["datetime", "content"].iter().find_map(|name| node.attr(name)).and_then(|date| when::read(&date));
    page.select("[itemprop=datePublished]").nodes().iter().find_map(|node| written(node).or_else(|| when::read(&node.text())))
}

/// The first day that the report shows, in a page without what stands around it.
pub(super) fn shown_day(page: &Document) -> Option<PartialDate> {
    // The last is how the largest portal of Korea writes it.
    let places = [("article time", "datetime"), ("main time", "datetime"), ("time", "datetime"), ("[data-date-time]", "data-date-time")];
    places.iter().find_map(|(place, name)| page.select(place).nodes().iter().find_map(|node| when::read(&node.attr(name)?)))
}

/// The address that a page gives itself, made whole by the one that it was fetched from. It may name another page of the same site and nothing
/// else: with that of another site it would take its report's place, and that of a front page stands on every page of some templates.
fn canonical(url: &str, known: Option<&str>) -> Option<String> {
    let own = feeds::absolute(url, known.unwrap_or_default())?;
    let parsed = Url::parse(&own).ok()?;
    let bare = matches!(parsed.path(), "" | "/") && parsed.query().unwrap_or_default().is_empty();
    let same = known.is_none_or(|known| site_of(known) == site_of(&own));
    (!bare && same).then_some(own)
}

/// The host of an address without what names a form of it.
fn site_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let mut host = url.host_str()?;
    while let Some(rest) = ["www.", "m.", "amp."].iter().find_map(|form| host.strip_prefix(form)).filter(|rest| rest.contains('.')) {
        host = rest;
    }
    Some(host.to_owned())
}

/// An attribute of the first element that a selector finds.
fn attribute(page: &Document, selector: &str, name: &str) -> Option<String> {
    page.select(selector).nodes().iter().find_map(|node| line(&node.attr(name)?))
}

/// A text on one line and without zeros, unless it is empty.
pub(super) fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '\0').filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str, known: &str) -> Meta {
        read(&Document::from(html), &[], Some(known).filter(|k| !k.is_empty()))
    }

    #[test]
    fn a_day_is_read_as_anywhere_else() {
        for (written, expected) in [
            ("2025-03-12T23:40:00+07:00", "2025-03-12"),
            (" 2025/03/12 23:40", "2025-03-12"),
            ("2025.03.12", "2025-03-12"),
            ("12 March 2025", "2025-03-12"),
            ("March 12, 2025", "2025-03-12"),
            ("2025-13-40", ""),
            ("", ""),
        ] {
            let machine = format!("{{\"@type\":\"Article\",\"datePublished\":\"{written}\"}}");
            let days = [
                page(&format!("<meta name=date content='{written}'>"), "").published,
                page(&format!("<p itemprop=datePublished>{written}</p>"), "").published,
                shown_day(&Document::from(format!("<time datetime='{written}'>x</time>"))),
                Machine::of(&[machine]).date,
            ];
            assert_eq!(days.map(|d| d.map(|d| d.to_string()).unwrap_or_default()), [expected; 4], "for {written:?}");
        }
    }

    #[test]
    fn the_day_shown_is_that_of_the_report() {
        for (html, expected) in [
            (
                "<div><time datetime=2020-01-01></time></div><main><time datetime=2021-01-01></time><article><time datetime=2022-01-01></time></article></main>",
                "2022-01-01",
            ),
            ("<div><time datetime=2020-01-01></time></div><main><time datetime=2021-01-01></time></main>", "2021-01-01"),
            ("<p><time datetime=PT5M></time><time datetime=2020-01-01></time></p>", "2020-01-01"),
            ("<p><time>2020-01-01</time></p>", ""),
            ("<span data-date-time='2020-01-01 08:00:00'>x</span>", "2020-01-01"),
        ] {
            assert_eq!(shown_day(&Document::from(html)).map(|d| d.to_string()).unwrap_or_default(), expected, "for {html}");
        }
    }

    #[test]
    fn an_address_is_made_whole_and_is_of_the_same_site() {
        for (url, known, expected) in [
            ("https://a.example/b", "", Some("https://a.example/b")),
            ("/b", "https://a.example/c/d?e", Some("https://a.example/b")),
            ("//www.a.example/b", "http://m.a.example/", Some("http://www.a.example/b")),
            ("https://a.example/b", "https://www.amp.a.example/c", Some("https://a.example/b")),
            ("b", "https://a.example/c", Some("https://a.example/b")),
            ("b?d", "https://a.example/c/", Some("https://a.example/c/b?d")),
            ("/?id=7", "https://a.example/c", Some("https://a.example/?id=7")),
            ("/", "https://a.example/c", None),
            ("https://a.example", "", None),
            ("https://a.example/?#x", "https://a.example/c", None),
            ("https://b.example/b", "https://a.example/c", None),
            ("https://a.example.b.example/b", "https://a.example/c", None),
            ("/b", "", None),
            ("javascript:alert(1)", "https://a.example/", None),
            ("file:///etc/passwd", "https://a.example/", None),
            ("https://", "https://a.example/", None),
            (&"/b".repeat(3000), "https://a.example/", None),
        ] {
            let page = page(&format!("<link rel=canonical href='{url}'>"), known);
            assert_eq!(page.url.as_deref(), expected, "for {url} at {known}");
        }
        let two = "<link rel=canonical href=/><meta property=og:url content=/b>";
        assert_eq!(page(two, "https://a.example/c").url.as_deref(), Some("https://a.example/b"));
    }

    #[test]
    fn a_headline_loses_the_name_of_the_site() {
        for (html, expected) in [
            ("<title>Kenya and Ethiopia agree - The Courier</title>", "Kenya and Ethiopia agree"),
            ("<title>Tin Mê Kông - Lào và Campuchia đàm phán</title>", "Lào và Campuchia đàm phán"),
            ("<title>Kenya | Ethiopia</title>", "Kenya | Ethiopia"),
            ("<title>Tamu - Moreh reopens</title><h1>Tamu - Moreh reopens</h1>", "Tamu - Moreh reopens"),
            ("<meta property=og:site_name content=Courier><meta property=og:title content='A - B - Courier'>", "A - B"),
            ("<h1> Only\n this </h1>", "Only this"),
        ] {
            assert_eq!(page(html, "").title.as_deref(), Some(expected), "for {html}");
        }
    }

    #[test]
    fn what_the_page_names_is_found() {
        let html = "<html lang=vi-VN><meta property=og:locale content=en_US><meta name=DC.date content=2025-01-02><link rel='alternate canonical' href=/x>";
        let found = page(html, "http://www.news.example:80/y");
        assert_eq!(found.lang.as_deref(), Some("vi-VN"));
        assert_eq!(found.published, PartialDate::day(2025, 1, 2));
        assert_eq!(found.url.as_deref(), Some("http://www.news.example/x"));
        assert_eq!(found.source.as_deref(), Some("news.example"));
        assert_eq!(page("<meta property=og:locale content=ko_KR>", "").lang.as_deref(), Some("ko-KR"));
        assert_eq!(page("<p>a", "ftp://a.example/"), Meta::default());
    }

    #[test]
    fn data_for_machines_may_be_a_list_a_graph_or_broken() {
        let report = r#"{"@type":["Thing","NewsArticle"],"headline":"H","datePublished":"2025-01-02","publisher":{"name":"P"}}"#;
        for data in [report.to_owned(), format!("[{{}},{report}]"), format!(r#"{{"@graph":[{{"@type":"WebSite"}},{report}]}}"#)] {
            let machine = Machine::of(&["{broken".to_owned(), data]);
            assert_eq!((machine.headline.as_deref(), machine.publisher.as_deref()), (Some("H"), Some("P")));
            assert_eq!(machine.date, PartialDate::day(2025, 1, 2));
        }
        assert!(Machine::of(&["[".repeat(100_000)]).headline.is_none());
        let long = |n: usize| format!("{}{report}", " ".repeat(n));
        assert!(Machine::of(&[long(LONGEST_DATA - report.len())]).headline.is_some());
        assert!(Machine::of(&[long(LONGEST_DATA)]).headline.is_none());
    }
}
