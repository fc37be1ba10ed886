//! What the loader says of a table with a fault in it: file, line, fault, hint.

use std::fs;
use std::path::{Path, PathBuf};

use chancery_knowledge::Knowledge;

fn tables(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("the data folder").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            tables(&path, root, out);
        } else if path.extension().is_some_and(|e| e == "tsv") {
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
            out.push((name, fs::read_to_string(&path).expect("a table")));
        }
    }
}

/// A row is added to a table: which fault is told, of which line?
#[test]
fn a_wrong_word_is_told_with_its_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut all = Vec::new();
    tables(&root, &root, &mut all);
    let rows = [
        ("parties/places.tsv", "zzz\tVNM\t21\t106\tNowhere\tNowhere", "`zzz` is no number of a place"),
        ("things/classes.tsv", "zeppelin\t-\tgas\tairships", "`gas` is no sort of things"),
        ("things/people.tsv", "crowd\tCVL\tcitizen", "`crowd` is neither a group nor a person"),
        ("frames/aid.tsv", "zzz\t-\tgoal\tnone\taid\t-\tgenerous\tgives much", "`generous` is no trait"),
        ("lang/vi/predicates/aid.tsv", "zzz\tv\tfeed\t-", "`feed` is no frame"),
        ("lang/vi/predicates/support.tsv", "zzy\tv\tendorse\t-\nzzy\tv\twelcome\t-", "`zzy` stands twice"),
        ("lang/vi/grammar/function.tsv", "zzz\tgerund", "`gerund` is no"),
        ("lang/ko/grammar/settings.tsv", "order\tverb_first", "`verb_first` is no order of words"),
        ("lang/ko/grammar/postpositions.tsv", "zzz\t-\tabout\tnominal", "`nominal` is no use of a postposition"),
    ];
    let mut with_faults = all.clone();
    let mut wanted = Vec::new();
    for (name, row, fault) in rows {
        let (_, text) = with_faults.iter_mut().find(|(n, _)| n == name).expect("the table");
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(row);
        text.push('\n');
        wanted.push((name, text.lines().count(), fault));
    }
    let files: Vec<(String, &str)> = with_faults.iter().map(|(n, t)| (n.clone(), t.as_str())).collect();
    let errors = Knowledge::load(&files).expect_err("a folder with faults");
    for (name, line, fault) in wanted {
        let told = errors.0.iter().any(|e| e.file == name && e.line == line && e.fault.starts_with(fault) && !e.hint.is_empty());
        assert!(told, "{name}:{line}: {fault}: not told\n{errors}");
    }
    // Added at the end, a row may also be out of order; nothing else is told.
    let others = errors.0.iter().filter(|e| !e.fault.starts_with("out of order")).count();
    assert_eq!(others, rows.len(), "{errors}");
}
