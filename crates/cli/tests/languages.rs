//! Which language a report is in: right for texts of a hundred characters in every pack, and said so for languages without one; reports
//! that hold several.

#[path = "support/reading.rs"]
mod reading;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use chancery_ingest::{Identified, Options, Pack, identify, read_bytes};
use chancery_knowledge::Knowledge;
use reading::root;
use support::{chancery, folder, run};

/// Characters from which on a text must be told.
const TELLING: usize = 100;

fn packs() -> Vec<Pack> {
    let knowledge = Knowledge::embedded().expect("the embedded data is sound");
    knowledge.languages().iter().map(|l| Pack::new(&l.code, l.function_words().map(ToOwned::to_owned))).collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
}

/// Texts of every pack: those of its cases, joined until they are long enough.
fn texts() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for language in sorted(&root().join("data/lang")) {
        let code = language.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if code.starts_with('_') {
            continue;
        }
        let mut text = String::new();
        for file in sorted(&language.join("cases")) {
            let contents = fs::read_to_string(&file).expect("a case file is UTF-8 text");
            for line in contents.lines().filter_map(|line| line.strip_prefix("> ")) {
                text.push_str(line);
                text.push(' ');
                if text.chars().count() >= TELLING {
                    out.push((code.clone(), std::mem::take(&mut text)));
                }
            }
        }
    }
    out
}

#[test]
fn ninety_nine_of_a_hundred_texts_are_told() {
    let (packs, texts) = (packs(), texts());
    let wrong: Vec<String> = texts
        .iter()
        .filter_map(|(code, text)| match identify(text, &packs) {
            Identified::Pack(told) if told == *code => None,
            told => Some(format!("{code} told as {told:?}: {text}")),
        })
        .collect();
    for pack in &packs {
        let number = texts.iter().filter(|(code, _)| code == pack.code()).count();
        println!("{}: {number} texts", pack.code());
        assert!(number >= 10, "hardly a text in {}", pack.code());
    }
    println!("{} of {} told wrongly", wrong.len(), texts.len());
    assert!(texts.len() >= 200, "only {} texts", texts.len());
    assert!(wrong.len() * 100 <= texts.len(), "{} of {} are told wrongly:\n{}", wrong.len(), texts.len(), wrong.join("\n"));
}

/// Texts in languages without a pack, each of a hundred characters or more; of less where a character is a word.
const OTHERS: &[(&str, &str)] = &[
    ("fr", "Le président brésilien a rencontré lundi à Berlin la chancelière allemande pour parler du climat et du commerce entre les deux pays."),
    ("fr", "Les deux ministres des Affaires étrangères ont condamné l'attaque et appelé toutes les parties à cesser immédiatement les combats dans la région."),
    (
        "de",
        "Der brasilianische Präsident hat am Montag in Berlin die Bundeskanzlerin getroffen, um über das Klima und den Handel zwischen beiden Ländern zu sprechen.",
    ),
    ("de", "Die Außenminister verurteilten den Angriff und riefen alle Seiten dazu auf, die Kämpfe in der Region sofort einzustellen und zu verhandeln."),
    ("es", "El presidente de Brasil se reunió el lunes en Berlín con la canciller alemana para hablar sobre el clima y el comercio entre los dos países."),
    ("es", "Los ministros de Relaciones Exteriores condenaron el ataque y pidieron a todas las partes que pongan fin a los combates en la región."),
    ("pt", "O presidente do Brasil reuniu-se na segunda-feira em Berlim com a chanceler alemã para falar sobre o clima e o comércio entre os dois países."),
    ("pt", "Os ministros das Relações Exteriores condenaram o ataque e pediram a todas as partes que cessem imediatamente os combates na região."),
    (
        "it",
        "Il presidente brasiliano ha incontrato lunedì a Berlino la cancelliera tedesca per parlare del clima e del commercio tra i due paesi. I ministri degli Esteri hanno condannato l'attacco e chiesto alle parti di cessare subito i combattimenti.",
    ),
    (
        "nl",
        "De Braziliaanse president heeft maandag in Berlijn de Duitse bondskanselier ontmoet om over het klimaat en de handel tussen beide landen te spreken.",
    ),
    ("pl", "Prezydent Brazylii spotkał się w poniedziałek w Berlinie z kanclerz Niemiec, aby rozmawiać o klimacie i handlu między dwoma krajami."),
    ("sv", "Brasiliens president träffade på måndagen den tyska förbundskanslern i Berlin för att tala om klimatet och handeln mellan de båda länderna."),
    ("tr", "Brezilya cumhurbaşkanı pazartesi günü Berlin'de Almanya başbakanıyla bir araya gelerek iki ülke arasındaki iklim ve ticaret konularını görüştü."),
    ("tl", "Nakipagpulong ang pangulo ng Brazil sa pinuno ng Alemanya noong Lunes sa Berlin upang pag-usapan ang klima at kalakalan ng dalawang bansa."),
    ("ru", "Президент Бразилии встретился в понедельник в Берлине с канцлером Германии, чтобы обсудить климат и торговлю между двумя странами."),
    ("uk", "Президент Бразилії зустрівся в понеділок у Берліні з канцлером Німеччини, щоб обговорити клімат і торгівлю між двома країнами."),
    ("ar", "التقى الرئيس البرازيلي يوم الاثنين في برلين المستشارة الألمانية لبحث المناخ والتجارة بين البلدين وأعلن الجانبان عن عقد اجتماع آخر."),
    ("fa", "رئیس جمهور برزیل روز دوشنبه در برلین با صدراعظم آلمان دیدار کرد تا درباره آب و هوا و بازرگانی میان دو کشور گفتگو کند."),
    ("he", "נשיא ברזיל נפגש ביום שני בברלין עם קנצלרית גרמניה כדי לדון באקלים ובסחר בין שתי המדינות, כך מסרו גורמים רשמיים."),
    ("zh", "巴西总统星期一在柏林会见了德国总理，双方讨论了气候问题和两国之间的贸易。两国外交部长谴责了这次袭击，呼吁各方立即停止战斗。"),
    ("zh", "巴西總統星期一在柏林會見了德國總理，雙方討論了氣候問題和兩國之間的貿易。兩國外交部長譴責了這次襲擊，呼籲各方立即停止戰鬥。"),
    ("ja", "ブラジルの大統領は月曜日、ベルリンでドイツの首相と会談し、気候や両国間の貿易について話し合った。両国の外相は攻撃を非難した。"),
    ("th", "ประธานาธิบดีบราซิลพบกับนายกรัฐมนตรีเยอรมนีที่กรุงเบอร์ลินเมื่อวันจันทร์เพื่อหารือเรื่องสภาพภูมิอากาศและการค้าระหว่างสองประเทศ"),
    ("hi", "ब्राज़ील के राष्ट्रपति ने सोमवार को बर्लिन में जर्मनी की चांसलर से मुलाकात की और दोनों देशों के बीच जलवायु और व्यापार पर बातचीत की।"),
    ("el", "Ο πρόεδρος της Βραζιλίας συναντήθηκε τη Δευτέρα στο Βερολίνο με την καγκελάριο της Γερμανίας για να συζητήσουν το κλίμα και το εμπόριο."),
    ("my", "ဘရာဇီးသမ္မတသည် တနင်္လာနေ့က ဘာလင်မြို့တွင် ဂျာမန်ဝန်ကြီးချုပ်နှင့် တွေ့ဆုံပြီး ရာသီဥတုနှင့် ကုန်သွယ်ရေးကို ဆွေးနွေးခဲ့သည်။"),
    ("km", "ប្រធានាធិបតីប្រេស៊ីលបានជួបជាមួយអធិការបតីអាល្លឺម៉ង់នៅទីក្រុងប៊ែរឡាំងកាលពីថ្ងៃចន្ទដើម្បីពិភាក្សាអំពីអាកាសធាតុនិងពាណិជ្ជកម្ម។"),
];

#[test]
fn a_language_without_a_pack_is_said_so() {
    let packs = packs();
    for (code, text) in OTHERS {
        match identify(text, &packs) {
            Identified::Unsupported { code: told, .. } => assert_eq!(told, *code, "{text}"),
            Identified::Pack(pack) => panic!("{code} is taken for {pack}: {text}"),
        }
    }
}

#[test]
fn short_texts_are_one_of_the_packs_unless_they_are_surely_not() {
    let packs = packs();
    for (text, lang) in [
        ("Bộ trưởng Ngoại giao Đức thăm Brasil.", "vi"),
        ("브라질 Lula 대통령이 EU·MERCOSUR FTA를 논의했다.", "ko"),
        ("Germany met Brazil in Berlin.", "en"),
        ("Menlu Norwegia bertemu dengan mitranya dari Moldova di Oslo.", "id"),
        ("", "en"),
        ("12/3 – 45%", "en"),
    ] {
        assert_eq!(identify(text, &packs), Identified::Pack(lang.to_owned()), "{text}");
    }
    assert!(matches!(identify("Президент встретился с канцлером.", &packs), Identified::Unsupported { code, .. } if code == "ru"));
}

const KOREAN: &str = "브라질 외교부 장관은 3일 베를린을 방문해 독일 외교장관과 회담했다.";
const ENGLISH: &str =
    "\"Peru and Chile condemned the shelling of Odesa by Russia and called on Moscow to withdraw its troops at once,\" the joint statement said.";
const INDONESIAN: &str =
    "Menteri Luar Negeri Norwegia bertemu dengan mitranya dari Moldova di Oslo dan menjanjikan bantuan sebesar 30 juta dolar AS untuk Moldova.";
const VIETNAMESE: &str = "Ngoại trưởng Nhật Bản ngày 3/2 điện đàm với người đồng cấp Hàn Quốc.";
const FRENCH: &str = OTHERS[0].1;

/// Each passage as language and words.
fn passages(paragraphs: &[&str]) -> (String, Vec<(String, String)>) {
    let options = Options { packs: packs(), ..Options::default() };
    let document = read_bytes("x", paragraphs.join("\n\n").as_bytes(), &options).expect("a document");
    let told = document.passages.iter().map(|p| (p.lang.clone(), p.span.text(&document.text).to_owned())).collect();
    (document.lang, told)
}

/// Paragraphs, the main language, and the passages in another with their words.
type Case<'c> = (&'c [&'c str], &'c str, &'c [(&'c str, &'c str)]);

#[test]
fn paragraphs_in_another_language_are_told() {
    let short = "The two sides met in Lima.";
    let cases: [Case<'_>; 8] = [
        (&[ENGLISH, INDONESIAN, ENGLISH], "en", &[("id", INDONESIAN)]),
        (&[VIETNAMESE, ENGLISH, VIETNAMESE], "vi", &[("en", ENGLISH)]),
        (&[KOREAN, KOREAN, KOREAN, ENGLISH, KOREAN], "ko", &[("en", ENGLISH)]),
        (&[ENGLISH, ENGLISH, KOREAN], "en", &[("ko", KOREAN)]),
        (&[ENGLISH, ENGLISH, FRENCH], "en", &[("fr", FRENCH)]),
        // Too short to tell.
        (&[INDONESIAN, short, INDONESIAN], "id", &[]),
        (&[VIETNAMESE, short], "vi", &[]),
        (&[ENGLISH, "Phạm Minh Chính met Trần Lưu Quang.", ENGLISH], "en", &[]),
    ];
    for (paragraphs, main, expected) in cases {
        let (lang, told) = passages(paragraphs);
        let told: Vec<(&str, &str)> = told.iter().map(|(l, w)| (l.as_str(), w.as_str())).collect();
        assert_eq!((lang.as_str(), told.as_slice()), (main, expected), "{paragraphs:?}");
    }
}

#[test]
fn paragraphs_of_one_language_in_a_row_are_one_passage() {
    let (_, told) = passages(&[VIETNAMESE, ENGLISH, ENGLISH, VIETNAMESE]);
    assert_eq!(told, [("en".to_owned(), format!("{ENGLISH}\n\n{ENGLISH}"))]);
}

/// Every record of a mixed report quotes what stands at its place, in the order of the text, and what a language tells goes on after a quotation.
#[test]
fn a_mixed_report_is_coded_by_the_packs_of_its_paragraphs() {
    let text = format!(" date 2025-03-04\n\n{KOREAN}\n\n{ENGLISH}\n\n양측은 협력을 강화하기로 합의했다.\n\n{FRENCH}\n\n{INDONESIAN}\n");
    let files = folder(&[("mixed.txt", text.as_bytes())]);
    let mixed = run(chancery().current_dir(files.path()).args(["code", "mixed.txt"]));
    assert_eq!(mixed.code, 0, "{}", mixed.err);
    let document = &mixed.documents()[0];
    let chars: Vec<char> = text.chars().collect();
    let mut told = Vec::new();
    for event in document["events"].as_array().expect("events") {
        let trigger = &event["trigger"];
        let place = |name: &str| trigger[name].as_u64().expect("a place") as usize;
        let words: String = chars[place("start")..place("end")].iter().collect();
        assert_eq!(trigger["text"], words);
        let codes: Vec<&str> = event["actors"].as_array().into_iter().flatten().filter_map(|a| a["code"].as_str()).collect();
        told.push((place("start"), format!("{} {}", event["type"].as_str().unwrap_or_default(), codes.join("+"))));
    }
    assert!(told.is_sorted(), "{told:?}");
    let told: Vec<&str> = told.iter().map(|(_, e)| e.as_str()).collect();
    for expected in ["CONSULT BRA", "ACCUSE PER+CHL", "REQUEST PER+CHL", "AGREE BRA+DEU", "CONSULT NOR+MDA", "AGREE NOR"] {
        assert!(told.contains(&expected), "no {expected} in {told:?}");
    }
    let notes = document["notes"].to_string();
    assert!(notes.contains("`fr`"), "{notes}");
}
