//! Takes out of a page what stands around its report: menus, boxes of links, notices, comments, captions, tools.
//!
//! Three marks tell it: the kind of element, the words in its classes and id, and how much of its text is links. What holds the headline is
//! never taken out, an `article` not for its name, and nothing that holds a good part of the page's text by its name alone.

use dom_query::{Document, NodeRef};

use super::classes::{self, Mark};
use super::data::line;

/// Elements that are never part of a report's text.
const NEVER: &[&str] = &["nav", "aside", "footer", "form", "button", "figure", "figcaption", "dialog", "menu", "label", "fieldset"];
/// Roles that say the same.
const ROLES: &[&str] = &["navigation", "complementary", "dialog", "alertdialog", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "alert"];
/// Elements that may be lists of links.
const BLOCKS: &[&str] = &["ul", "ol", "div", "td", "section", "table", "p", "tr", "h4"];
/// How long a line is that is no text of the report, in letters.
const SHORT: usize = 60;

/// Take out boxes around the report. What shows its day stays.
pub(super) fn boxes(page: &Document, title: Option<&str>) {
    let Some(body) = page.body() else { return };
    let placed = placed(&body);
    let headline = headline(&placed, title);
    let mut holds_headline = vec![false; placed.len()];
    let mut at = headline;
    while let Some((holds, above)) = at.and_then(|at| Some((holds_headline.get_mut(at)?, placed.get(at)?.above))) {
        *holds = true;
        at = above;
    }
    let all = letters(&placed);
    let spared = |at: usize| holds_headline.get(at).is_some_and(|holds| *holds);
    take_out(&placed, |at, one| !spared(at) && is_box(one, all, headline.is_some_and(|headline| headline < at)));
}

/// Take out lines that are no text of the report, and lists of links.
pub(super) fn lines(page: &Document) {
    let Some(body) = page.body() else { return };
    let weighed = placed(&body);
    let all = letters(&weighed);
    take_out(&weighed, |_, one| is_line(one, all));
    take_out(&placed(&body), |_, one| is_links(one));
}

/// A node of the body at its place in the order of the page.
struct Placed<'p> {
    node: NodeRef<'p>,
    /// The place of the element that it is in.
    above: Option<usize>,
    /// Whether it is in an `article` or `main`.
    in_main: bool,
    weight: Weight,
}

/// How much there is in a node: nodes, itself among them; letters, and those of them that are in links; links.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    nodes: usize,
    letters: usize,
    linked: usize,
    links: usize,
}

/// The body and all that is in it, in order, each weighed once.
fn placed<'p>(body: &NodeRef<'p>) -> Vec<Placed<'p>> {
    let mut all: Vec<Placed<'p>> = Vec::new();
    let mut waiting = vec![(*body, None, false)];
    while let Some((node, above, in_main)) = waiting.pop() {
        let letters = if node.is_text() { node.text().chars().filter(|c| c.is_alphanumeric()).count() } else { 0 };
        let inside = in_main || node.has_name("article") || node.has_name("main");
        waiting.extend(node.children_it(true).map(|child| (child, Some(all.len()), inside)));
        all.push(Placed { node, above, in_main, weight: Weight { nodes: 1, letters, ..Weight::default() } });
    }
    // What is in a node stands after it.
    for at in (0..all.len()).rev() {
        let Some(one) = all.get_mut(at) else { continue };
        if one.node.has_name("a") {
            one.weight.linked = one.weight.letters;
            one.weight.links += 1;
        }
        let (Some(above), weight) = (one.above, one.weight) else { continue };
        if let Some(above) = all.get_mut(above) {
            above.weight.nodes += weight.nodes;
            above.weight.letters += weight.letters;
            above.weight.linked += weight.linked;
            above.weight.links += weight.links;
        }
    }
    all
}

/// The letters of the whole body.
fn letters(placed: &[Placed]) -> usize {
    placed.first().map(|body| body.weight.letters).unwrap_or_default()
}

/// Take out the nodes of which something is true, and do not ask about what is in them.
fn take_out(placed: &[Placed], is_out: impl Fn(usize, &Placed) -> bool) {
    let mut at = 0;
    while let Some(one) = placed.get(at) {
        let out = at > 0 && is_out(at, one);
        if out {
            one.node.remove_from_parent();
        }
        at += if out { one.weight.nodes } else { 1 };
    }
}

/// Where the headline stands: the first heading that reads like it, else the first of the highest rank.
fn headline(placed: &[Placed], title: Option<&str>) -> Option<usize> {
    let is = |one: &Placed, names: &[&str]| names.iter().any(|name| one.node.has_name(name));
    let says = |one: &Placed| title.is_some() && line(&one.node.text()).as_deref() == title;
    placed.iter().position(|one| is(one, &["h1", "h2", "h3"]) && says(one)).or_else(|| placed.iter().position(|one| is(one, &["h1"])))
}

/// Whether an element holds no good part of the page's text.
fn is_small(one: &Placed, all: usize) -> bool {
    one.weight.letters * 10 <= all * 4
}

/// Whether an element is a box around the report. Readers' talk after the headline may be longer than the report; nothing else may.
fn is_box(one: &Placed, all: usize, after_headline: bool) -> bool {
    let node = &one.node;
    let Some(name) = node.node_name().filter(|_| node.is_element()) else { return false };
    let role = node.attr("role");
    let role = role.as_deref().unwrap_or_default();
    if name.as_ref() == "main" || role == "main" {
        return false;
    }
    let small = is_small(one, all);
    let hidden = node.has_attr("hidden") || node.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    if NEVER.contains(&&*name) || name.starts_with("amp-") || ROLES.contains(&role) || hidden {
        return small;
    }
    let names = names(node);
    if name.as_ref() == "article" || node.attr("itemprop").as_deref() == Some("articleBody") {
        return false;
    }
    name.as_ref() == "header" && !one.in_main && small
        || classes::has(&names, &[Mark::Box]) && small
        || classes::has(&names, &[Mark::Talk]) && (small || after_headline)
}

/// Whether an element is a line that is no text of the report, or says who wrote it.
fn is_line(one: &Placed, all: usize) -> bool {
    let node = &one.node;
    if !node.is_element() || ["article", "main", "h1", "h2", "h3"].iter().any(|name| node.has_name(name)) {
        return false;
    }
    let names = names(node);
    one.weight.letters <= SHORT && (node.has_name("time") || classes::has(&names, &[Mark::Line])) || is_small(one, all) && classes::has(&names, &[Mark::Credit])
}

/// Whether an element is links and hardly anything else.
fn is_links(one: &Placed) -> bool {
    let weight = one.weight;
    BLOCKS.iter().any(|name| one.node.has_name(name))
        && (weight.links >= 2 && weight.linked * 10 >= weight.letters * 8 || weight.links == 1 && weight.linked == weight.letters)
}

/// The classes and the id of an element.
fn names(node: &NodeRef) -> String {
    format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""))
}
