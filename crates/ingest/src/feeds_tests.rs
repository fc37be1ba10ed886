//! Feeds and sitemaps, short ones of every kind, and broken ones.

use super::*;
use proptest::prelude::*;

fn shown(text: &str) -> String {
    match feed_entries(text.as_bytes(), "https://desk.example/news/feed.xml", &Limits::default()) {
        Err(reason) => format!("! {reason}"),
        Ok(entries) => entries
            .iter()
            .map(|e| {
                let published = e.published.map(|d| d.to_string()).unwrap_or_default();
                let or = |text: &Option<String>| text.clone().unwrap_or_default();
                format!("{:?} {} {}|{}|{}|{}", e.kind, e.url, or(&e.title), published, or(&e.lang), or(&e.source))
            })
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

#[test]
fn every_kind_of_feed_gives_its_entries() {
    let cases = [
        (
            "<?xml version='1.0'?><rss version='2.0' xmlns:media='m'><channel><title>Desk</title><language>en</language><item><title>Peru &amp; Chile</title>\
             <media:title>no</media:title><link>/a?x=1&amp;y=2</link><pubDate>Tue, 04 Mar 2025 23:30:00 -0500</pubDate></item>\
             <item><guid>https://desk.example/b</guid></item><item><title>nowhere</title></item></channel></rss>",
            "Page https://desk.example/a?x=1&y=2 Peru & Chile|2025-03-04|en|Desk\nPage https://desk.example/b ||en|Desk",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='vi'><title>Bàn</title><entry><title type='html'>Đức</title><link rel='self' href='x'/>\
             <link href='c.html'/><updated>2025-03-05T00:10:00+07:00</updated><source><title>Other</title></source></entry></feed>",
            "Page https://desk.example/news/c.html Đức|2025-03-05|vi|Other",
        ),
        (
            "<rdf:RDF xmlns:rdf='r' xmlns:dc='d'><channel><title>Old</title></channel><item><link>http://old.example/1</link><dc:date>2025-03-04</dc:date></item></rdf:RDF>",
            "Page http://old.example/1 |2025-03-04||Old",
        ),
        (
            "<urlset xmlns:news='n'><url><loc> https://desk.example/1 </loc><news:news><news:publication><news:name>Desk</news:name><news:language>ko\
             </news:language></news:publication><news:publication_date>2025-03-04</news:publication_date><news:title>한국</news:title></news:news></url></urlset>",
            "Page https://desk.example/1 한국|2025-03-04|ko|Desk",
        ),
        ("<sitemapindex><sitemap><loc>https://desk.example/s.xml.gz</loc></sitemap></sitemapindex>", "Sitemap https://desk.example/s.xml.gz |||"),
        (
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"Desk","items":[{"url":"/j","title":"Peru","date_published":"2025-03-04T01:00:00Z"}]}"#,
            "Page https://desk.example/j Peru|2025-03-04||Desk",
        ),
        ("<rss><channel><item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item></channel></rss>", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "for {text}");
    }
}

#[test]
fn broken_and_hostile_feeds_are_refused_or_harmless() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><rss><channel><item><link>/x</link><title>&b;</title></item></channel></rss>";
    assert_eq!(shown(bomb), "Page https://desk.example/x &b;|||");
    let deep = format!("<rss>{}{}</rss>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert!(shown(&deep).contains("nested"), "{}", shown(&deep));
    let many = format!("<urlset>{}</urlset>", "<url><loc>/a</loc></url>".repeat(50_001));
    assert!(shown(&many).contains("50000"), "{}", shown(&many));
    assert!(shown("<rss><channel><item>").contains("breaks off"), "{}", shown("<rss><channel><item>"));
    assert!(shown("<opml></opml>").contains("neither RSS"), "{}", shown("<opml></opml>"));
    assert!(shown("no feed").starts_with('!'), "{}", shown("no feed"));
}

#[test]
fn content_comes_before_a_summary_and_markup_stays_markup() {
    let text = |feed: &str| {
        let mut texts = Vec::new();
        let _ = items(feed, &Limits::default(), &mut |item| {
            texts.push(item.text.unwrap_or_default());
            ControlFlow::Continue(())
        });
        texts.join("|")
    };
    let rss =
        "<rss><channel><item><description>short</description><content:encoded><![CDATA[<p>Peru &amp; Chile</p>]]></content:encoded></item></channel></rss>";
    assert_eq!(text(rss), "<p>Peru &amp; Chile</p>");
    assert_eq!(text("<feed><entry><content type='xhtml'><div><p>A &amp; B</p></div></content></entry></feed>"), "<div><p>A &amp; B</p></div>");
    assert_eq!(text("<feed><entry><summary>A &lt;b&gt; &#x110;ức</summary></entry></feed>"), "A <b> Đức");
}

#[test]
fn the_first_element_is_found_behind_whatever_stands_before_it() {
    for (head, expected) in [
        ("<rss>", Some("rss")),
        ("\u{feff} <?xml version='1.0'?><!-- <a> --><atom:feed x='y'>", Some("feed")),
        ("<!DOCTYPE rss [<!ENTITY a '>'>]><rss>", Some("rss")),
        ("<!DOCTYPE rss SYSTEM 'x'><rss/>", Some("rss")),
        ("<!doctype HTML>", Some("!doctype")),
        ("<", None),
        ("<!--", None),
        ("words", None),
    ] {
        assert_eq!(root(head.as_bytes()).as_deref(), expected, "{head}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_entries_or_a_reason(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("<rss>"), Just("<feed>"), Just("<urlset>"), Just("<item>"), Just("</item>"), Just("<entry>"), Just("<url><loc>"), Just("</loc>"),
                Just("<title>"), Just("</title>"), Just("<content type='xhtml'>"), Just("</content>"), Just("<link href='a'/>"), Just("&amp;"), Just("&#x0;"),
                Just("&#xD800;"), Just("<![CDATA["), Just("]]>"), Just("<!DOCTYPE x ["), Just("Đức 한국"), Just("<"), Just("</")
            ],
            0..40,
        )
    ) {
        let text = pieces.concat();
        let _ = root(text.as_bytes());
        let _ = feed_entries(text.as_bytes(), "https://desk.example/", &Limits::default());
    }
}
