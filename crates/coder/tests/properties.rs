//! What holds for any text at all: the coder never panics, every place it names lies in the text on character boundaries,
//! and the same text gives the same records.

use std::sync::LazyLock;

use chancery_knowledge::{Knowledge, Language};
use chancery_model::{CodedDocument, Document, PartialDate, Participant, Span};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::embedded().expect("the embedded data is sound"));

/// What stands between words, and what makes a reader stumble.
const GLUE: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "",
    ", ",
    ". ",
    ".",
    "; ",
    ": ",
    " - ",
    "–",
    "-",
    "/",
    " (",
    ") ",
    " \"",
    "\" ",
    " “",
    "” ",
    "\n",
    "\n\n",
    "\t",
    "...",
    "? ",
    "! ",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    " và ",
    " của ",
    " với ",
    " việc ",
    " đã ",
    " sẽ ",
    " không ",
    " bị ",
    " được ",
    " để ",
    " rằng ",
    " do ",
    " nếu ",
    " mà ",
    " hai bên ",
    " ông ",
    " này ",
    " 3 ",
    " 12/5 ",
    " ngày 31/2 ",
    " năm 0 ",
    " 99999999999999999999 ",
    " 2,5 tỷ USD ",
    " 31/12/9999 ",
    "🙂",
    "한",
    "Ω",
];

fn any_language() -> impl Strategy<Value = &'static Language> {
    (0..KNOWLEDGE.languages().len()).prop_map(|i| &KNOWLEDGE.languages()[i])
}

/// Words of a lexicon with glue between them.
fn mix(words: std::ops::Range<usize>) -> impl Strategy<Value = (String, String)> {
    (any_language(), proptest::collection::vec((any::<u32>(), 0..GLUE.len()), words)).prop_map(|(language, picks)| {
        let mut text = String::new();
        for (word, glue) in picks {
            text.push_str(language.lexicon.entry(word % language.lexicon.len() as u32).form);
            text.push_str(GLUE[glue]);
        }
        (language.code.clone(), text)
    })
}

fn any_date() -> impl Strategy<Value = Option<PartialDate>> {
    prop_oneof![
        Just(None),
        (1i16..=9999).prop_map(PartialDate::year),
        (1i16..=9999, 1u8..=12).prop_map(|(y, m)| PartialDate::month(y, m)),
        (1i16..=9999, 1u8..=12, 1u8..=31).prop_map(|(y, m, d)| PartialDate::day(y, m, d)),
    ]
}

fn document(lang: &str, text: &str, published: Option<PartialDate>, body: usize) -> Document {
    let body = (0..=body.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    Document { id: "x".to_owned(), text: text.to_owned(), lang: lang.to_owned(), published, body: Span::new(body, text.len()), ..Document::default() }
}

/// Codes a document twice and checks all that must hold of the outcome.
fn check(document: &Document) -> Result<(), TestCaseError> {
    let coded = chancery_coder::code(document, &KNOWLEDGE);
    prop_assert_eq!(&coded, &chancery_coder::code(document, &KNOWLEDGE), "a second run differs");
    spans(document, &coded)?;
    for c in &coded.commitments {
        prop_assert!(coded.events.iter().any(|e| e.id == c.event), "commitment {} of no event", c.id);
    }
    for e in &coded.events {
        prop_assert!(e.mode.is_none_or(|m| e.event_type.modes().contains(&m)), "{} has no mode {:?}", e.event_type, e.mode);
        prop_assert!((0.0..=1.0).contains(&e.confidence));
    }
    prop_assert_eq!(doubled(&coded), Vec::<String>::new(), "a side names a party twice");
    let mut ids: Vec<&str> = coded.events.iter().map(|e| e.id.as_str()).collect();
    ids.sort_unstable();
    prop_assert!(ids.windows(2).all(|w| w[0] != w[1]), "two events share an id");
    Ok(())
}

fn spans(document: &Document, coded: &CodedDocument) -> Result<(), TestCaseError> {
    let fits = |what: &str, span: &Span| {
        let (start, end) = (span.start.0 as usize, span.end.0 as usize);
        prop_assert!(start <= end && document.text.get(start..end).is_some(), "{what}: {start}..{end} is no place in the text");
        prop_assert!(start >= document.body.start.0 as usize, "{what}: {start}..{end} lies before the body");
        Ok(())
    };
    let named = |what: &str, list: &[Participant]| list.iter().try_for_each(|p| fits(what, &p.span));
    for e in &coded.events {
        fits("trigger", &e.trigger)?;
        fits("evidence", &e.evidence)?;
        prop_assert!(!e.trigger.is_empty() && !e.evidence.is_empty(), "a record without words");
        e.also.iter().try_for_each(|s| fits("also", s))?;
        named("actor", &e.actors)?;
        named("recipient", &e.recipients)?;
        e.claimed_by.iter().try_for_each(|p| fits("claimed_by", &p.span))?;
        e.place.iter().try_for_each(|p| fits("place", &p.span))?;
        e.date.and_then(|d| d.span).iter().try_for_each(|s| fits("date", s))?;
    }
    for c in &coded.commitments {
        fits("commitment", &c.evidence)?;
        prop_assert!(!c.evidence.is_empty(), "a commitment without words");
        named("party", &c.parties)?;
        named("beneficiary", &c.beneficiaries)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read(language in any_language(), text in "\\PC{0,300}", published in any_date(), body in 0usize..40) {
        check(&document(&language.code, &text, published, body))?;
    }

    #[test]
    fn any_characters_can_be_read(language in any_language(), text in proptest::collection::vec(any::<char>(), 0..200), published in any_date()) {
        let text: String = text.into_iter().collect();
        check(&document(&language.code, &text, published, 0))?;
    }

    #[test]
    fn words_of_the_lexicon_in_any_order((lang, text) in mix(0..60), published in any_date(), body in 0usize..40) {
        check(&document(&lang, &text, published, body))?;
    }

    #[test]
    fn decomposed_text((lang, text) in mix(0..60), published in any_date()) {
        let text: String = text.nfd().collect();
        check(&document(&lang, &text, published, 0))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn very_long_sentences((lang, text) in mix(1500..3000), published in any_date()) {
        let text: String = text.chars().map(|c| if matches!(c, '.' | '!' | '?' | '\n') { ',' } else { c }).collect();
        check(&document(&lang, &text, published, 0))?;
    }

    #[test]
    fn one_word_many_times(language in any_language(), word in any::<u32>(), glue in 0..GLUE.len(), times in 1usize..1500) {
        let entry = language.lexicon.entry(word % language.lexicon.len() as u32);
        let text = format!("{}{}", entry.form, GLUE[glue]).repeat(times);
        check(&document(&language.code, &text, PartialDate::day(2024, 2, 29), 0))?;
    }
}

/// Codes that a side of an event names more than once.
fn doubled(coded: &CodedDocument) -> Vec<String> {
    let sides = coded.events.iter().flat_map(|e| [&e.actors, &e.recipients]);
    sides
        .flat_map(|side| {
            let mut codes: Vec<&str> = side.iter().map(|p| p.code.as_str()).collect();
            codes.sort_unstable();
            codes.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0].to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

/// A state that acted on itself is no pair.
#[test]
fn both_sides_are_two_parties() {
    let text = "Cảnh sát Albania đã bắt giữ nhiều người biểu tình Albania. Hai bên lên án Kosovo.";
    let coded = chancery_coder::code(&document("vi", text, PartialDate::day(2025, 2, 5), 0), &KNOWLEDGE);
    assert_eq!(doubled(&coded), [""; 0]);
}

#[test]
fn an_event_reads_the_same_in_both_normal_forms() {
    let given = "Ngoại trưởng Nhật Bản ngày 3/2 điện đàm với người đồng cấp Hàn Quốc, lên án vụ phóng tên lửa của Bình Nhưỡng.";
    let composed: String = given.nfc().collect();
    let decomposed: String = given.nfd().collect();
    let read = |text: &str| {
        let coded = chancery_coder::code(&document("vi", text, PartialDate::day(2025, 2, 5), 0), &KNOWLEDGE);
        let show = |e: &chancery_model::Event| {
            let codes: Vec<String> = e.actors.iter().chain(&e.recipients).map(|p| p.code.clone()).collect();
            (e.event_type, e.mode, codes, e.trigger.text(text).nfc().collect::<String>(), e.evidence.text(text).nfc().collect::<String>())
        };
        coded.events.iter().map(show).collect::<Vec<_>>()
    };
    assert!(!read(&composed).is_empty());
    assert_eq!(read(&composed), read(&decomposed));
}
