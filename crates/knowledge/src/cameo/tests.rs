//! Dictionaries of our own, and what becomes of them.

use super::*;

fn base() -> Vec<(String, String)> {
    shipped_tables().expect("the tables that ship")
}

/// The rows that a dictionary makes, and the reasons for what it leaves out.
fn made(text: &str) -> (Vec<String>, Vec<String>) {
    let import = import(&[("d.txt".to_owned(), text.as_bytes().to_vec())], "en", None).expect("an import");
    let mut rows = Vec::new();
    for (path, text) in &import.tables {
        rows.extend(text.lines().skip(2).map(|row| format!("{path} {}", row.replace('\t', "|"))));
    }
    let reasons = import.report.left_out.iter().chain(&import.report.unmapped).map(|(reason, (number, _))| format!("{number} {reason}"));
    (rows, reasons.collect())
}

#[test]
fn every_code_of_the_table_means_something_that_there_is() {
    let base = base();
    let files: Vec<(String, &str)> = base.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    let tables = Tables::new(&files);
    let ids = |path: &str| tables.rows(path).iter().map(|cells| cells[0].to_owned()).collect::<BTreeSet<_>>();
    let (offices, organisations, states) = (ids("parties/offices.tsv"), ids("parties/organisations.tsv"), ids("parties/states.tsv"));
    let rows = tables.rows("import/cameo.tsv");
    assert!(rows.len() > 100, "{}", rows.len());
    for cells in &rows {
        let [code, means, value, people @ ..] = cells.as_slice() else { unreachable!("{cells:?}") };
        let known = match *means {
            "sector" => value.parse::<chancery_model::Sector>().is_ok() && people.iter().all(|office| offices.contains(*office)),
            "party" => organisations.contains(*value),
            "state" => states.contains(*value),
            "maker" => matches!(*value, "organisation" | "ngo" | "firm" | "group"),
            "former" | "aspect" => *value == "-",
            _ => false,
        };
        // At the beginning of a code a state is a state, whatever its letters mean further on.
        let clear = !states.contains(*code) || *means == "aspect";
        assert!(known && code.len() == 3 && clear, "{cells:?}");
    }
}

#[test]
fn a_code_tells_what_an_entry_becomes() {
    let text = "LAKE_ARMY_COMMAND_ [UGAMIL]\nBOTH_LAKES_FRONT_(BXQ)_ [UGAREB]\n+BLF_\nLAKE_SHIPPING_LINE_ [MNCUGA]\nLAKE_TREATY_BUREAU_ [IGOUNODEV]\nLAKE_LEAGUE_ [IGO]\n\
        LAKE_WATCH_ [NGOENV]\nLAKELANDIA_ [UGA]\nTARN_ISLE_ [GBRFLK]\nLAKE_TENDER [~COP]\n";
    let (rows, reasons) = made(text);
    let expected = [
        "lang/en/lexicon/titles.tsv lake tender|police|group",
        "lang/en/lexicon/titles.tsv lake tenders|police|group",
        "lang/en/names/firms.tsv UGA|firm|Lake Shipping Line",
        "lang/en/names/groups.tsv BOTH_LAKES_FRONT|acronym|BXQ",
        "lang/en/names/groups.tsv BOTH_LAKES_FRONT|name|Both Lakes Front",
        "lang/en/names/groups.tsv LAKE_WATCH|name|Lake Watch",
        "lang/en/names/organisations.tsv LAKE_LEAGUE|name|Lake League",
        "lang/en/names/organisations.tsv UN|organ|Lake Treaty Bureau",
        "lang/en/names/states.tsv FLK|name|Tarn Isle",
        "lang/en/names/states.tsv UGA|name|Lakelandia",
        "lang/en/names/titled.tsv UGA|armed_forces|Lake Army Command",
        "parties/groups.tsv BOTH_LAKES_FRONT|Both Lakes Front|UGA|REB",
        "parties/groups.tsv LAKE_WATCH|Lake Watch|-|NGO",
        "parties/organisations.tsv LAKE_LEAGUE|igo|Lake League|-",
    ];
    assert_eq!(rows, expected);
    assert_eq!(reasons, ["1 a name that names another party already: BLF", "1 a second sector in a code: the first decides"]);
}

#[test]
fn times_become_terms_of_office_of_persons() {
    let text = "ADA_LAKE_\n+A._LAKE_\n+ADA_\n [UGAGOV 20100101-20120630]\n [UGAMIL >130101]\n [UGALEG <20091231]\n [UGAELI]\nADA_ [UGAGOV >2010]\nUGANDA_ [UGAGOV >2010]\nOLD_LAKE_LAND_ [UGA <1990]\n";
    let (rows, reasons) = made(text);
    let expected = [
        "lang/en/names/persons.tsv Ada Lake|A. Lake",
        "parties/holders.tsv UGA|lawmaker|Ada Lake|1900|2009-12-31",
        "parties/holders.tsv UGA|officer|Ada Lake|2013-01-01|-",
        "parties/holders.tsv UGA|official|Ada Lake|2010-01-01|2012-06-30",
    ];
    assert_eq!(rows, expected);
    let expected = [
        "1 a further name of a person that is one word",
        "2 a person of one name only, which is a common word or the name of many",
        "1 a time after or before office (ELI): the person keeps the office that was held",
        "1 a time of something of a country that has no sector",
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn what_ships_stays_and_what_means_nothing_is_counted() {
    let (rows, reasons) = made("KENYA_ [UGA]\n+UGANDA_\nATTACK_ [UGA]\nFIRST_LAKE_ [ZZZ]\nPRIVATE_LAKE_ [MNC]\nLAKE_ELDER_ [UGAELI]\nLAKE_ASIDE_ [JUD]\n");
    assert_eq!(rows, Vec::<String>::new());
    let expected = [
        "1 a code of no country or organisation",
        "1 a firm of no country",
        "1 a name that is a word of the language",
        "1 a name that names another party already: KEN",
        "1 a name that ships already or was told before",
        "1 somebody who held office (ELI), but not when and for whom",
        "1 `ZZZ`",
    ];
    assert_eq!(reasons, expected);
}
