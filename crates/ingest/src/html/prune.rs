//! Takes out of a page what stands around its report: menus, boxes of links, notices, comments, captions, tools.
//!
//! Three marks tell it: the kind of element, the words in its classes and id, and how much of its text is links. Nothing that holds a good
//! part of the page's text is taken for one of these by its name alone.

use dom_query::{Document, NodeRef};

/// Elements that are never part of a report's text.
const NEVER: &[&str] = &["nav", "aside", "footer", "form", "button", "figure", "figcaption", "dialog", "menu", "label", "time", "fieldset"];
/// Roles that say the same.
const ROLES: &[&str] = &["navigation", "complementary", "dialog", "alertdialog", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "alert"];
/// Words in the classes or id of elements around a report.
const AROUND: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "adsense",
    "banner",
    "sponsor",
    "sponsored",
    "promo",
    "promotion",
    "outbrain",
    "taboola",
    "related",
    "relatednews",
    "relatedposts",
    "relation",
    "recommend",
    "recommended",
    "recommendation",
    "recommendations",
    "suggest",
    "readmore",
    "more-from",
    "popular",
    "trending",
    "ranking",
    "rank",
    "most",
    "mostread",
    "latest",
    "teaser",
    "infinite",
    "share",
    "sharing",
    "sharebar",
    "sharedaddy",
    "social",
    "sns",
    "addthis",
    "like",
    "reaction",
    "reactions",
    "follow",
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "respond",
    "reply",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "paywall",
    "register",
    "login",
    "donate",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "cmp",
    "cmp2",
    "privacy",
    "onetrust",
    "modal",
    "popup",
    "overlay",
    "breadcrumb",
    "breadcrumbs",
    "nav",
    "navbar",
    "navigation",
    "menu",
    "gnb",
    "lnb",
    "sidebar",
    "rail",
    "footer",
    "colophon",
    "masthead",
    "pagination",
    "pager",
    "copyright",
    "caption",
    "photocms",
    "imgdesc",
    "credit",
    "photo",
    "byline",
    "author",
    "authors",
    "reporter",
    "journalist",
    "bio",
    "tag",
    "tags",
    "keyword",
    "keywords",
    "toolbar",
    "tool",
    "tools",
    "util",
    "utils",
    "controls",
    "print",
    "widget",
    "toc",
    "skip",
    "pullquote",
    "noprint",
    "hidden",
];
/// The same, for elements with a line of text and no more: elsewhere these words name all sorts of things.
const LINE: &[&str] = &[
    "date",
    "time",
    "timestamp",
    "datetime",
    "updated",
    "update",
    "meta",
    "info",
    "ago",
    "txt",
    "desc",
    "mail",
    "source",
    "kicker",
    "category",
    "section",
    "badge",
    "label",
];
/// How long such a line may be, in letters.
const SHORT: usize = 60;
/// Elements that may hold the report itself whatever they are called.
const HOLDS: &[&str] = &["html", "body", "main"];

/// Take out of a page what is no report.
pub(super) fn prune(page: &Document) {
    let Some(body) = page.body() else { return };
    let all = weigh(&body);
    for node in body.descendants() {
        if node.parent().is_some() && is_around(&node, all) {
            node.remove_from_parent();
        }
    }
    for node in body.descendants() {
        if is_links(&node) {
            node.remove_from_parent();
        }
    }
}

/// How much text is below a node: its letters, and those of them that are in links.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    letters: usize,
    linked: usize,
    links: usize,
}

fn weigh(node: &NodeRef) -> Weight {
    let mut weight = Weight::default();
    for below in node.descendants_it() {
        if below.is_text() {
            let letters = below.text().chars().filter(|c| c.is_alphanumeric()).count();
            weight.letters += letters;
            let linked = below.ancestors_it(Some(4)).any(|above| above.has_name("a"));
            weight.linked += if linked { letters } else { 0 };
        } else if below.has_name("a") {
            weight.links += 1;
        }
    }
    weight
}

fn is_around(node: &NodeRef, all: Weight) -> bool {
    let Some(name) = node.node_name().filter(|_| node.is_element()) else { return false };
    if HOLDS.contains(&&*name) {
        return false;
    }
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
    let words = words(&names);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let hidden = node.has_attr("hidden") || node.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    let role = node.attr("role").is_some_and(|role| ROLES.contains(&&*role));
    if NEVER.contains(&&*name) || name.starts_with("amp-") || role || hidden || has(AROUND) {
        return weigh(node).letters * 10 <= all.letters * 4;
    }
    if name.as_ref() == "header" {
        let inside = node.ancestors_it(None).any(|above| above.has_name("article") || above.has_name("main"));
        return !inside && weigh(node).letters * 10 <= all.letters * 4;
    }
    has(LINE) && !matches!(name.as_ref(), "h1" | "h2" | "h3") && weigh(node).letters <= SHORT
}

/// Whether an element is links and hardly anything else.
fn is_links(node: &NodeRef) -> bool {
    let block = ["ul", "ol", "div", "td", "section", "table", "p", "tr", "h4"].iter().any(|name| node.has_name(name));
    if !block || node.parent().is_none() {
        return false;
    }
    let weight = weigh(node);
    weight.links >= 2 && weight.linked * 10 >= weight.letters * 8 || weight.links == 1 && weight.linked == weight.letters
}

/// The words of class names, in small letters: `relatedNews-box_2` is `related`, `news`, `box`, and as a whole.
fn words(names: &str) -> Vec<String> {
    let mut words = Vec::new();
    for name in names.split_whitespace().take(30) {
        words.push(name.to_lowercase());
        let mut word = String::new();
        for c in name.chars().chain([' ']) {
            let parts = !c.is_alphanumeric() || c.is_uppercase() && word.ends_with(char::is_lowercase);
            if parts && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
        }
    }
    words
}
