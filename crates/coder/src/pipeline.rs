//! All stages in order, over one document.

use chancery_knowledge::{Knowledge, Language, PartyId};
use chancery_model::{CodedDocument, Document, Span};

use crate::actors::{self, Actor};
use crate::clauses::{self, Predicate};
use crate::commitments;
use crate::dates::{self, Anchor, DateRef};
use crate::discourse::Discourse;
use crate::events::{self, Draft};
use crate::items::Item;
use crate::normal::{Normal, sentences};
use crate::records::Builder;
use crate::roles::Sentence;
use crate::survey::{author, is_at_home, locate, opens_at_home, survey};
use crate::tokens;

/// Code one document: what it says that somebody did, said or promised, each tied to its words.
pub fn code(document: &Document, knowledge: &Knowledge) -> CodedDocument {
    read(document, knowledge, &mut |_| {})
}

/// What one sentence was read as, for whoever wants to look.
pub struct Reading<'r, 'k> {
    /// The normalised text of the document.
    pub text: &'r str,
    /// The language it was read in.
    pub language: &'r str,
    /// The sentence's range.
    pub range: (u32, u32),
    /// It is a heading and not coded.
    pub heading: bool,
    /// Its pieces.
    pub items: &'r [Item],
    /// Its actors.
    pub actors: &'r [Actor],
    /// Its dates.
    pub dates: &'r [DateRef],
    /// Its predicates.
    pub predicates: &'r [Predicate<'k>],
    /// Its events.
    pub drafts: &'r [Draft],
}

/// Code one document and show every sentence as it was read.
///
/// Paragraphs in another language are read with its own pack. Each language has its own memory of who was named: it looks at the whole body and
/// passes over what is not its own. So what is told before and after a quotation in another language hangs together.
pub fn read(document: &Document, knowledge: &Knowledge, look: &mut dyn FnMut(&Reading<'_, '_>)) -> CodedDocument {
    let mut out = CodedDocument { data: knowledge.data.clone(), ..CodedDocument::default() };
    if document.published.is_none() {
        out.notes.push("the document has no date: incomplete dates stay open".to_owned());
    }
    let normal = Normal::new(&document.text, document.body);
    let mut builder = Builder::new(document, knowledge, &normal, out);
    let mut codes = vec![document.lang.as_str()];
    for passage in &document.passages {
        if !codes.contains(&passage.lang.as_str()) {
            codes.push(&passage.lang);
        }
    }
    for (nth, code) in codes.iter().enumerate() {
        match knowledge.language(code) {
            Some(language) => read_in(language, document, knowledge, &mut builder, look),
            None if nth == 0 => builder.out.notes.push(format!("there is no pack for the language `{code}`")),
            None => builder.out.notes.push(format!("there is no pack for the language `{code}`: its paragraphs were left out")),
        }
    }
    let mut out = builder.out;
    if codes.len() > 1 {
        // As they stand in the text: what is before a passage, then the passage.
        let place = |at: Span| (document.passages.partition_point(|p| p.span.end <= at.start), document.passages.iter().any(|p| p.span.overlaps(&at)));
        out.events.sort_by_key(|e| place(e.trigger));
        out.commitments.sort_by_key(|c| place(c.evidence));
    }
    out
}

/// Read the sentences of one language.
fn read_in(language: &Language, document: &Document, knowledge: &Knowledge, builder: &mut Builder<'_>, look: &mut dyn FnMut(&Reading<'_, '_>)) {
    let normal = builder.normal;
    let text: &str = &normal.text;
    let is_main = document.lang == language.code;
    // Whether what stands at a place of the text is in this language.
    let own = |at: u32| {
        let given = normal.span(at, at);
        let told = document.passages.iter().find(|p| p.span.start <= given.start && given.start < p.span.end);
        told.map_or(is_main, |p| p.lang == language.code)
    };
    let mut found = tokens::find(language, text);
    if !document.passages.is_empty() {
        found.retain(|f| own(f.start));
    }
    let mut memory = Discourse::default();
    memory.border = knowledge.things.find("border");
    let title = document.title.filter(|_| is_main).map(|t| t.text(&document.text)).unwrap_or_default();
    let headline = tokens::find(language, title);
    let read = found.iter().map(|f| (text, f)).chain(headline.iter().map(|f| (title, f)));
    survey(knowledge, language, text, read, &mut memory);
    locate(document, knowledge, language, &headline, &mut memory);
    // «Release of the Ministry on the cholera in A»: the text that opens with the Government is that of the state at home.
    let release = headline.iter().any(|f| language.lexicon.senses(f.entry).iter().any(|s| matches!(s, chancery_knowledge::Sense::HomeBody)));
    let opens =
        |h: PartyId| opens_at_home(knowledge, language, headline.iter().chain(&found), h) || release && opens_at_home(knowledge, language, found.iter(), h);
    if let Some(home) = language.settings.home.filter(|h| opens(*h) || is_at_home(language, &found, &memory, *h)) {
        memory.home = Some(home);
        memory.press_home = true;
    }
    author(knowledge, language, text, &found, &headline, &mut memory);
    memory.about = memory.home.filter(|_| !memory.press_home && memory.author.is_none()).or_else(|| memory.other_than_home());
    let mut anchor = Anchor { published: document.published, ..Anchor::default() };
    let mut from = 0;
    let mut ended = 0;
    let mut heading: Vec<PartyId> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for s in sentences(text) {
        if !document.passages.is_empty() && !own(s.start) {
            continue;
        }
        while found.get(from).is_some_and(|f| f.start < s.start) {
            from += 1;
        }
        let upto = from + found[from..].iter().take_while(|f| f.start < s.end).count();
        tokens::items(language, text, s.start, s.end, &found[from..upto], &mut items);
        from = upto;
        let spoken = anchor;
        let dates = dates::find(language, text, &mut items, &mut anchor);
        let amounts = crate::amounts::find(language, text, &mut items);
        let new_paragraph = text[ended.min(s.start) as usize..s.start as usize].contains('\n');
        if new_paragraph {
            memory.ground = None;
            memory.goes_on = false;
            memory.speaker_goes_on = false;
        }
        if new_paragraph || ended == 0 {
            memory.line_day = dates::headed(&items, &dates);
            if new_paragraph
                && (memory.line_day.is_some() || items.first().is_some_and(|i| matches!(i.punct, Some('▲' | '■' | '●' | '◆' | '•' | '*' | '-' | '–'))))
            {
                memory.turn();
            }
        }
        ended = s.end;
        let reader = actors::Reader { knowledge, language, text, published: document.published };
        let actors = reader.find(&mut items, &mut memory);
        tokens::relate(language, &mut items);
        if s.heading {
            if let (true, Some([one])) = (language.is_inflected(), actors.first().filter(|a| a.heads(&items)).map(|a| a.parties.as_slice())) {
                // «A frees two»: of whom the lines below tell.
                memory.subject = vec![*one];
            }
            look(&Reading {
                text,
                language: &language.code,
                range: (s.start, s.end),
                heading: true,
                items: &items,
                actors: &actors,
                dates: &dates,
                predicates: &[],
                drafts: &[],
            });
            continue;
        }
        let predicates = if language.settings.verb_final {
            let source = crate::verb_final::Source {
                knowledge,
                language,
                text,
                items: &items,
                actors: &actors,
                amounts: &amounts,
                dates: &dates,
                published: document.published,
            };
            let (laid_out, predicates) = crate::verb_final::read(source);
            items = laid_out;
            predicates
        } else {
            clauses::Reader { knowledge, language, text, items: &items, actors: &actors, amounts: &amounts }.find()
        };
        let topic = clauses::Reader { knowledge, language, text, items: &items, actors: &actors, amounts: &amounts }.fronted();
        let about: Vec<PartyId> = items[..topic].iter().filter_map(|i| i.actor).flat_map(|a| actors[a as usize].parties.clone()).collect();
        let whole =
            text[s.start as usize..s.end as usize].ends_with(':') && items.first().is_some_and(|i| i.marker() == Some(chancery_knowledge::Marker::About));
        if whole {
            // A line of its own: what the lines after it are about.
            heading = items.iter().filter_map(|i| i.actor).flat_map(|a| actors[a as usize].parties.clone()).take(1).collect();
        }
        // A new paragraph may tell of another day.
        let step = 1 + u8::from(new_paragraph);
        memory.scene_day = memory.scene_day.map(|(d, age)| (d, age.saturating_add(step)));
        memory.topic = if about.is_empty() { heading.clone() } else { about };
        let sentence = Sentence { items: &items, actors: &actors, predicates: &predicates, inflected: language.is_inflected() };
        let reader = events::Reader {
            knowledge,
            sentence: &sentence,
            dates: &dates,
            amounts: &amounts,
            published: document.published,
            verb_final: language.settings.verb_final,
        };
        let before = whole.then(|| (memory.subject.clone(), memory.person.clone(), memory.speaker.clone(), memory.goes_on));
        let drafts = reader.find(&mut memory);
        if let ([day], true, true) = (dates.as_slice(), drafts.is_empty(), language.is_isolating()) {
            // «The tone of A grew sharper a day later. "...," its president warned»: on that day.
            let past = day.value.zip(document.published).is_some_and(|(v, t)| v.get_day().is_some() && v <= t);
            if past && !day.limit && !memory.told.is_empty() {
                memory.scene_day = Some((*day, 0));
                memory.scene_of.clone_from(&memory.told);
                memory.occasion = None;
            }
        }
        let aside = |d: &Draft| matches!(predicates[d.trigger].link, clauses::Link::Relative | clauses::Link::When);
        if language.settings.verb_final && !drafts.is_empty() && drafts.iter().all(aside) && spoken.last.is_some() {
            // «It is the answer to the raid of the 20th. The same day»: not that of the raid.
            anchor = spoken;
        }
        if let Some(before) = before {
            (memory.subject, memory.person, memory.speaker, memory.goes_on) = before;
        }
        let acts = predicates.iter().any(|p| p.subject.is_some() && p.governor.is_none() && !p.nominal);
        if !language.is_inflected() && !acts && !memory.nearby.is_empty() {
            // «B's answer was no»: whoever is named is who is spoken of.
            memory.person.clone_from(&memory.nearby);
        }
        let pledges = commitments::Reader {
            knowledge,
            sentence: &sentence,
            dates: &dates,
            amounts: &amounts,
            published: document.published,
            verb_final: language.settings.verb_final,
        };
        let known = builder.out.commitments.len();
        for draft in &drafts {
            let event = builder.event(draft, &sentence, &memory, language, (s.start, s.end));
            if let Some(pledge) = pledges.from(draft) {
                builder.commitment(&pledge, &sentence, &memory, event, draft, (s.start, s.end));
            }
        }
        if builder.out.commitments.len() == known {
            builder.goes_on(&sentence, &dates, (s.start, s.end), new_paragraph);
        }
        look(&Reading {
            text,
            language: &language.code,
            range: (s.start, s.end),
            heading: false,
            items: &items,
            actors: &actors,
            dates: &dates,
            predicates: &predicates,
            drafts: &drafts,
        });
    }
}
