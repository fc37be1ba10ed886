//! Made-up reports: three states and their people, a few acts between them, sentences without any act, under one of three heads.

use crate::date::Day;
use crate::random::Random;
use crate::templates::{Sections, fill, section, sections};
use crate::world::{State, organisations, states};

/// Languages with templates.
pub const LANGUAGES: [&str; 1] = ["vi"];

/// Per cent of sentences that tell no act. In real wire text, by the coder's own count, it is about four in five.
const BACKGROUND: usize = 66;

/// The section of sentences that tell no act.
const FILLER: &str = "FILLER";

/// One made-up report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// A running number with the language, `vi-0000001`.
    pub id: String,
    /// The day it came out.
    pub published: String,
    /// The whole text, head included.
    pub text: String,
}

/// Makes reports of one language, one after another.
#[derive(Debug)]
pub struct Generator {
    lang: String,
    random: Random,
    number: usize,
    /// How many come out on each day, one day after the other; `None` for any day.
    per_day: Option<usize>,
    source: Source,
}

/// What reports are made of.
#[derive(Debug)]
struct Source {
    states: Vec<State>,
    organisations: Vec<&'static str>,
    sentences: Sections,
    lists: Sections,
}

/// What one report speaks of.
struct Scene<'g> {
    published: Day,
    states: [&'g State; 3],
}

impl Generator {
    /// The reports of a seed, or nothing for a language without templates.
    pub fn new(lang: &str, seed: u64) -> Option<Self> {
        let (names, sentences, lists) = match lang {
            "vi" => (
                include_str!("../../../data/lang/vi/names/states.tsv"),
                include_str!("../templates/vi/sentences.txt"),
                include_str!("../templates/vi/lists.txt"),
            ),
            _ => return None,
        };
        Some(Self {
            lang: lang.to_owned(),
            random: Random::new(seed),
            number: 0,
            per_day: None,
            source: Source { states: states(names), organisations: organisations(), sentences: sections(sentences), lists: sections(lists) },
        })
    }

    /// The same, as a feed brings them: so many on each day, one day after the other.
    #[must_use]
    pub fn daily(mut self, per_day: usize) -> Self {
        self.per_day = Some(per_day.max(1));
        self
    }

    /// The next report, of 1 to 4 kB.
    pub fn report(&mut self) -> Report {
        let day = self.per_day.map(|n| Day::nth(self.number / n));
        self.number += 1;
        let random = &mut self.random;
        let scene = self.source.scene(day.unwrap_or_else(|| Day::any(random)), random);
        let length = 1000 + random.below(2700);
        let mut text = self.source.head(&scene, random);
        while text.len() < length {
            self.source.paragraph(&scene, random, length, &mut text);
        }
        Report { id: format!("{}-{:07}", self.lang, self.number), published: scene.published.iso(), text }
    }
}

impl Source {
    fn scene(&self, published: Day, random: &mut Random) -> Scene<'_> {
        let first = random.below(self.states.len());
        let mut others = [0; 2];
        for (n, other) in others.iter_mut().enumerate() {
            // Steps of different length, so that the three are never the same.
            *other = (first + 1 + 2 * random.below(self.states.len() / 2 - 1) + n) % self.states.len();
        }
        Scene { published, states: [&self.states[first], &self.states[others[0]], &self.states[others[1]]] }
    }

    /// What stands before the first paragraph.
    fn head(&self, scene: &Scene<'_>, random: &mut Random) -> String {
        let agency = random.word(section(&self.lists, "agency"));
        let kind = self.event_type(random);
        let headline = self.sentence(scene, random, kind);
        let headline = headline.trim_end_matches('.');
        let capital = random.word(&scene.states[0].capitals);
        let Day { year, month, day } = scene.published;
        match random.below(3) {
            0 => format!(" date {year}-{month:02} Photo : {}\n\n", agency.to_uppercase()),
            1 => format!("{headline}\n\n({capital}, ngày {day} tháng {month} năm {year}) – "),
            _ => format!(" date {} {headline}\n\n{}, {day}/{month} ({agency}) – ", scene.published.iso(), capital.to_uppercase()),
        }
    }

    /// A paragraph of two to five sentences that ends where the report has its length.
    fn paragraph(&self, scene: &Scene<'_>, random: &mut Random, length: usize, text: &mut String) {
        let sentences = 2 + random.below(4);
        for n in 0..sentences {
            let kind = if random.chance(BACKGROUND) { FILLER } else { self.event_type(random) };
            let sentence = self.sentence(scene, random, kind);
            if n > 0 {
                text.push(' ');
            }
            text.push_str(&sentence);
            if text.len() >= length {
                break;
            }
        }
        text.push_str("\n\n");
    }

    /// Any event type of the templates.
    fn event_type(&self, random: &mut Random) -> &'static str {
        let mut types = self.sentences.iter().map(|(name, _)| *name).filter(|name| *name != FILLER);
        types.nth(random.below(self.sentences.len() - 1)).unwrap_or(FILLER)
    }

    fn sentence(&self, scene: &Scene<'_>, random: &mut Random, kind: &str) -> String {
        let template = random.word(section(&self.sentences, kind));
        let filled = fill(template, |slot| self.slot(scene, random, slot));
        let mut rest = filled.chars();
        rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
    }

    fn slot(&self, scene: &Scene<'_>, random: &mut Random, slot: &str) -> String {
        let state = |letter: u8| scene.states[usize::from(letter.to_ascii_uppercase() - b'A') % 3];
        match slot.as_bytes() {
            [letter @ b'A'..=b'C'] => name(state(*letter), random).to_owned(),
            [letter @ b'a'..=b'c'] => random.word(&state(*letter).capitals).to_owned(),
            [b'P', letter] => person(state(*letter), random),
            [b'G', letter] => {
                let body = random.word(&["Chính phủ", "Bộ Ngoại giao", "Bộ Quốc phòng", "Phía", "Người phát ngôn Bộ Ngoại giao", "Chính quyền"]);
                format!("{body} {}", name(state(*letter), random))
            }
            b"O" => random.word(&self.organisations).to_owned(),
            b"D" => past(scene.published, random),
            b"F" => future(scene.published, random),
            b"N" => (2 + random.below(60)).to_string(),
            b"M" => format!(
                "{} {} {}",
                5 * (1 + random.below(180)),
                random.word(&["triệu", "triệu", "tỷ"]),
                random.word(&["USD", "euro", "đô la", "yen", "bảng Anh"])
            ),
            _ => random.word(section(&self.lists, slot)).to_owned(),
        }
    }
}

fn name(state: &State, random: &mut Random) -> &'static str {
    let usual = if random.chance(80) { 1 } else { state.names.len() };
    random.word(&state.names[..usual])
}

/// An office-holder with title and state; without a name where the data know none.
fn person(state: &State, random: &mut Random) -> String {
    let title = |office: &str| match office {
        "president" => Some("Tổng thống"),
        "prime_minister" => Some("Thủ tướng"),
        "foreign_minister" => Some("Ngoại trưởng"),
        "defence_minister" => Some("Bộ trưởng Quốc phòng"),
        "finance_minister" => Some("Bộ trưởng Tài chính"),
        "trade_minister" => Some("Bộ trưởng Thương mại"),
        _ => None,
    };
    let country = name(state, random);
    let known = random.pick(&state.persons).and_then(|(office, person)| Some((title(office)?, person)));
    match known {
        Some((title, person)) => format!("{title} {country} {person}"),
        None => format!("{} {country}", random.word(&["Ngoại trưởng", "Tổng thống", "Thủ tướng", "Bộ trưởng Quốc phòng"])),
    }
}

fn past(published: Day, random: &mut Random) -> String {
    let Day { year, month, day } = published.before(random.below(20));
    match random.below(7) {
        0 => "hôm qua".to_owned(),
        1 => "tuần trước".to_owned(),
        2 => format!("ngày {day}/{month}/{year}"),
        3 => format!("ngày {day} tháng {month}"),
        4 => format!("sáng {day}/{month}"),
        5 => format!("ngày {day}/{month} (giờ địa phương)"),
        _ => format!("ngày {day}/{month}"),
    }
}

fn future(published: Day, random: &mut Random) -> String {
    match random.below(5) {
        0 => "cuối năm nay".to_owned(),
        1 => format!("tháng {} năm sau", 1 + random.below(12)),
        2 => "tuần tới".to_owned(),
        3 => format!("quý {} năm {}", random.word(&["I", "II", "III", "IV"]), published.year + 1),
        _ => format!("ngày {}/{}", 1 + random.below(28), 1 + published.month % 12),
    }
}
