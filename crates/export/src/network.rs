//! Who acts towards whom, as a network: the pairs of the register's dyads over all its months, in GraphML and GEXF.
//!
//! Only acts that were done count. The partner of an actor is every other party of the act, as in the view `dyads_monthly`. Memory grows with the
//! pairs, not with the acts.

use std::collections::BTreeMap;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use crate::act::Act;
use crate::{ExportError, Names};

/// What is counted of a pair, with its type, which GraphML and GEXF call alike.
const WEIGHTS: [(&str, &str); 7] = [
    ("weight", "long"),
    ("mean_score", "double"),
    ("verbal_cooperation", "long"),
    ("material_cooperation", "long"),
    ("verbal_conflict", "long"),
    ("material_conflict", "long"),
    ("independent_sources", "long"),
];
/// What is told of a party.
const TRAITS: [&str; 2] = ["name", "kind"];

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkForm {
    /// GraphML.
    GraphMl,
    /// GEXF 1.2.
    Gexf,
}

#[derive(Default)]
struct Weights {
    by_class: [u32; 4],
    scores: f64,
    sources: u64,
}

impl Weights {
    fn acts(&self) -> u32 {
        self.by_class.iter().sum()
    }

    /// In the order of [`WEIGHTS`].
    fn written(&self) -> [String; 7] {
        let acts = self.acts();
        let mean = (self.scores / f64::from(acts.max(1)) * 1000.0).round() / 1000.0;
        let [a, b, c, d] = self.by_class.map(|n| n.to_string());
        [acts.to_string(), mean.to_string(), a, b, c, d, self.sources.to_string()]
    }
}

/// A network being counted.
#[derive(Default)]
pub(crate) struct Network {
    parties: BTreeMap<String, [String; 2]>,
    pairs: BTreeMap<(String, String), Weights>,
}

impl Network {
    /// Count an act.
    pub fn act(&mut self, act: &Act<'_>, names: Names<'_>) {
        let event = &act.event;
        let class = usize::from(chancery_register::quad(&event.kind) - 1);
        for party in event.actors.iter().chain(&event.recipients) {
            self.parties.entry(party.code.clone()).or_insert_with(|| names(&party.code).map_or_else(Default::default, |(kind, name)| [name, kind]));
        }
        let mut partners: Vec<&str> = event.actors.iter().chain(&event.recipients).map(|party| party.code.as_str()).collect();
        partners.sort_unstable();
        partners.dedup();
        for actor in &event.actors {
            for partner in partners.iter().filter(|partner| **partner != actor.code) {
                let weights = self.pairs.entry((actor.code.clone(), (*partner).to_owned())).or_default();
                weights.by_class[class] += 1;
                weights.scores += event.score;
                weights.sources += event.independent_sources as u64;
            }
        }
    }

    /// Write it.
    pub fn write(&self, form: NetworkForm, out: impl Write) -> Result<(), ExportError> {
        let mut xml = Writer::new_with_indent(out, b' ', 1);
        xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        match form {
            NetworkForm::GraphMl => self.graphml(&mut xml)?,
            NetworkForm::Gexf => self.gexf(&mut xml)?,
        }
        let mut out = xml.into_inner();
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }

    fn graphml(&self, xml: &mut Writer<impl Write>) -> std::io::Result<()> {
        let data = |xml: &mut Writer<_>, key: &str, value: &str| {
            xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&legal(value))).map(drop)
        };
        xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns")).write_inner_content(|xml| {
            let keys = TRAITS.map(|name| ("node", name, "string")).into_iter().chain(WEIGHTS.map(|(name, kind)| ("edge", name, kind)));
            for (of, name, kind) in keys {
                xml.create_element("key").with_attributes([("id", name), ("for", of), ("attr.name", name), ("attr.type", kind)]).write_empty()?;
            }
            xml.create_element("graph").with_attributes([("id", "dyads"), ("edgedefault", "directed")]).write_inner_content(|xml| {
                for (code, traits) in &self.parties {
                    xml.create_element("node").with_attribute(("id", code.as_str())).write_inner_content(|xml| {
                        TRAITS.iter().zip(traits).filter(|(_, value)| !value.is_empty()).try_for_each(|(key, value)| data(xml, key, value))
                    })?;
                }
                for ((actor, partner), weights) in &self.pairs {
                    xml.create_element("edge")
                        .with_attributes([("source", actor.as_str()), ("target", partner.as_str())])
                        .write_inner_content(|xml| WEIGHTS.iter().zip(weights.written()).try_for_each(|((key, _), value)| data(xml, key, &value)))?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    }

    fn gexf(&self, xml: &mut Writer<impl Write>) -> std::io::Result<()> {
        let attributes = |xml: &mut Writer<_>, of: &str, list: Vec<(&str, &str)>| {
            xml.create_element("attributes").with_attribute(("class", of)).write_inner_content(|xml| {
                list.into_iter().try_for_each(|(name, kind)| {
                    xml.create_element("attribute").with_attributes([("id", name), ("title", name), ("type", kind)]).write_empty().map(drop)
                })
            })?;
            std::io::Result::Ok(())
        };
        let values = |xml: &mut Writer<_>, list: Vec<(&str, String)>| {
            xml.create_element("attvalues").write_inner_content(|xml| {
                list.iter().try_for_each(|(name, value)| {
                    xml.create_element("attvalue").with_attributes([("for", *name), ("value", &legal(value))]).write_empty().map(drop)
                })
            })?;
            std::io::Result::Ok(())
        };
        xml.create_element("gexf").with_attributes([("xmlns", "http://www.gexf.net/1.2draft"), ("version", "1.2")]).write_inner_content(|xml| {
            xml.create_element("graph").with_attributes([("defaultedgetype", "directed"), ("mode", "static")]).write_inner_content(|xml| {
                attributes(xml, "node", vec![("kind", "string")])?;
                // A weight is an attribute of the edge itself.
                attributes(xml, "edge", WEIGHTS[1..].to_vec())?;
                xml.create_element("nodes").write_inner_content(|xml| {
                    for (code, [name, kind]) in &self.parties {
                        let label = if name.is_empty() { code } else { name };
                        xml.create_element("node")
                            .with_attributes([("id", code.as_str()), ("label", &legal(label))])
                            .write_inner_content(|xml| values(xml, if kind.is_empty() { Vec::new() } else { vec![("kind", kind.clone())] }))?;
                    }
                    Ok(())
                })?;
                xml.create_element("edges").write_inner_content(|xml| {
                    for (number, ((actor, partner), weights)) in self.pairs.iter().enumerate() {
                        let written = weights.written();
                        let (id, weight) = (number.to_string(), written[0].clone());
                        let edge = [("id", id.as_str()), ("source", actor), ("target", partner), ("weight", &weight)];
                        xml.create_element("edge")
                            .with_attributes(edge)
                            .write_inner_content(|xml| values(xml, WEIGHTS.map(|(name, _)| name).into_iter().zip(written).skip(1).collect()))?;
                    }
                    Ok(())
                })?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    }
}

/// The text without characters that XML does not allow.
fn legal(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
