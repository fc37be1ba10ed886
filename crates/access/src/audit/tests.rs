//! Whoever may write the file changes the log in every way; a look at it finds that out, or a look with a head that was noted before.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rusqlite::types::Value;
use tempfile::TempDir;

use super::*;

const ACTIONS: [Action; 9] =
    [Action::LogIn, Action::Refused, Action::LogOut, Action::Saw, Action::Changed, Action::Released, Action::Denied, Action::Account, Action::Token];

fn entry() -> impl Strategy<Value = Entry> {
    (0_i64..2_000_000_000, option::of(".{0,8}"), option::of(".{0,8}"), 0..ACTIONS.len(), ".{0,20}", ".{0,20}")
        .prop_map(|(time, account, address, action, object, detail)| Entry { time, account, address, action: ACTIONS[action], object, detail })
}

/// A log with these entries, open for anything.
fn filled(entries: &[Entry]) -> (TempDir, Access) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut access = Access::open_or_create(&folder.path().join("r.db.access")).expect("a file");
    access.note(entries, &[]).expect("written");
    access.db.execute_batch("DROP TRIGGER audit_stands; DROP TRIGGER audit_stays").expect("whoever may write the file may do so");
    (folder, access)
}

fn records(access: &Access) -> Vec<Record> {
    let mut records = Vec::new();
    access
        .audit::<AccessError>(&Wanted::default(), |record| {
            records.push(record.clone());
            Ok(())
        })
        .expect("readable");
    records
}

/// Put other entries in place of those that are there, and the head as well if it is to fit.
fn replace(access: &Access, records: &[Record], with_head: bool) {
    access.db.execute_batch("DELETE FROM audit").expect("deleted");
    let sql = "INSERT INTO audit (number, time, account, address, action, object, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    for r in records {
        access.db.execute(sql, params![r.number, r.time, r.account, r.address, r.action, r.object, r.detail, r.previous, r.hash]).expect("inserted");
    }
    if with_head {
        let head = records.last().map_or(Head { number: 0, hash: [0; 32] }, |last| Head { number: last.number, hash: last.hash });
        access.db.execute("UPDATE audit_head SET number = ?, hash = ?", params![head.number, head.hash]).expect("updated");
    }
}

/// Number and chain entries anew, as if they had been written so.
fn chained(mut records: Vec<Record>) -> Vec<Record> {
    let mut previous = [0; 32];
    for (at, record) in records.iter_mut().enumerate() {
        record.number = at as i64 + 1;
        record.previous = previous;
        record.hash = hash(record);
        previous = record.hash;
    }
    records
}

fn faults(access: &Access) -> Vec<Fault> {
    access.verify_audit(None).expect("a look").faults
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_log_as_it_was_written_is_sound(entries in vec(entry(), 0..12), cut in 0..12_usize) {
        let (_folder, mut access) = filled(&[]);
        let (before, after) = entries.split_at(cut.min(entries.len()));
        access.note(before, &[]).expect("written");
        let noted = access.verify_audit(None).expect("a look").head;
        access.note(after, &[]).expect("written");
        let verdict = access.verify_audit(Some(noted)).expect("a look");
        prop_assert_eq!((verdict.entries, verdict.head.number, verdict.faults), (entries.len() as i64, entries.len() as i64, vec![]));
        let told: Vec<(i64, &str)> = entries.iter().map(|e| (e.time, e.detail.as_str())).collect();
        let there = records(&access);
        prop_assert_eq!(there.iter().map(|r| (r.time, r.detail.as_str())).collect::<Vec<_>>(), told);
        prop_assert_eq!(noted.to_string().parse::<Head>().expect("a head"), noted);
    }

    #[test]
    fn a_changed_entry_is_found(entries in vec(entry(), 1..8), at in any::<prop::sample::Index>(), column in 0..8_usize, text in ".{0,9}") {
        let (_folder, access) = filled(&entries);
        let number = at.index(entries.len()) as i64 + 1;
        let name = ["time", "account", "address", "action", "object", "detail", "previous", "hash"][column];
        let select = format!("SELECT {name} FROM audit WHERE number = ?");
        let old: Value = access.db.query_row(&select, [number], |row| row.get(0)).expect("a value");
        let new = match &old {
            Value::Integer(time) => Value::Integer(time + 1),
            Value::Blob(bytes) => Value::Blob(bytes.iter().map(|byte| byte ^ 1).collect()),
            Value::Text(known) if *known == text => Value::Text(format!("{text}x")),
            _ => Value::Text(text),
        };
        access.db.execute(&format!("UPDATE audit SET {name} = ? WHERE number = ?"), params![new, number]).expect("updated");
        prop_assert!(faults(&access).contains(&Fault::Changed(number)));
        access.db.execute(&format!("UPDATE audit SET {name} = ? WHERE number = ?"), params![old, number]).expect("updated");
        prop_assert_eq!(faults(&access), vec![], "and it is the change that was found");
    }

    #[test]
    fn text_moved_from_one_field_to_the_next_is_found(object in ".{1,9}", detail in ".{0,9}") {
        let entry = Entry { time: 1, account: None, address: None, action: Action::Saw, object: object.clone(), detail: detail.clone() };
        let (_folder, access) = filled(&[entry]);
        let (last, rest) = (object.chars().next_back().expect("one"), object.chars().count() - 1);
        let moved = (object.chars().take(rest).collect::<String>(), format!("{last}{detail}"));
        access.db.execute("UPDATE audit SET object = ?, detail = ?", [moved.0, moved.1]).expect("updated");
        prop_assert_eq!(faults(&access), vec![Fault::Changed(1)]);
    }

    #[test]
    fn a_changed_entry_with_a_hash_that_fits_it_is_found(entries in vec(entry(), 1..8), at in any::<prop::sample::Index>()) {
        let (_folder, access) = filled(&entries);
        let mut there = records(&access);
        let at = at.index(there.len());
        there[at].object.push('x');
        there[at].hash = hash(&there[at]);
        replace(&access, &there, false);
        let number = at as i64 + 1;
        let last = entries.len() as i64;
        let expected = if number == last { Fault::End { found: last, kept: last } } else { Fault::Unlinked(number + 1) };
        prop_assert_eq!(faults(&access), vec![expected]);
    }

    #[test]
    fn a_removed_entry_is_found_also_at_the_end(entries in vec(entry(), 1..8), at in any::<prop::sample::Index>()) {
        let (_folder, access) = filled(&entries);
        let number = at.index(entries.len()) as i64 + 1;
        access.db.execute("DELETE FROM audit WHERE number = ?", [number]).expect("deleted");
        let last = entries.len() as i64;
        let expected = if number == last { Fault::End { found: last - 1, kept: last } } else { Fault::Missing { from: number, to: number } };
        prop_assert_eq!(faults(&access), vec![expected]);
    }

    #[test]
    fn a_removed_entry_whose_gap_was_closed_is_found(entries in vec(entry(), 2..8), at in any::<prop::sample::Index>(), rehashed: bool) {
        let (_folder, access) = filled(&entries);
        let mut there = records(&access);
        // The last one is the business of the test after the next.
        there.remove(at.index(there.len() - 1));
        for (at, record) in there.iter_mut().enumerate() {
            record.number = at as i64 + 1;
            if rehashed {
                record.hash = hash(record);
            }
        }
        replace(&access, &there, true);
        prop_assert!(!faults(&access).is_empty());
    }

    #[test]
    fn entries_in_another_order_are_found(entries in vec(entry(), 2..8), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), rehashed: bool) {
        let (a, b) = (a.index(entries.len()), b.index(entries.len()));
        prop_assume!(a != b);
        let (_folder, access) = filled(&entries);
        let mut there = records(&access);
        there.swap(a, b);
        for (at, record) in there.iter_mut().enumerate() {
            record.number = at as i64 + 1;
            if rehashed {
                record.hash = hash(record);
            }
        }
        replace(&access, &there, true);
        prop_assert!(!faults(&access).is_empty());
    }

    #[test]
    fn what_was_written_anew_from_some_entry_on_is_found_by_a_noted_head(entries in vec(entry(), 1..8), at in any::<prop::sample::Index>(), cut: bool) {
        let (_folder, access) = filled(&entries);
        let noted = access.verify_audit(None).expect("a look").head;
        let mut there = records(&access);
        let at = at.index(there.len());
        if cut {
            there.truncate(at);
        } else {
            there[at].detail.push('x');
        }
        replace(&access, &chained(there), true);
        prop_assert_eq!(faults(&access), vec![], "by itself it is a log like any other");
        prop_assert_eq!(access.verify_audit(Some(noted)).expect("a look").faults, vec![Fault::Noted(noted.number)]);
    }
}

#[test]
fn the_log_is_only_added_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut access = Access::open_or_create(&folder.path().join("r.db.access")).expect("a file");
    let entry = Entry { time: 1, account: None, address: None, action: Action::Saw, object: "x".to_owned(), detail: String::new() };
    access.note(&[entry], &[]).expect("written");
    for sql in ["UPDATE audit SET time = 2", "DELETE FROM audit"] {
        let error = access.db.execute(sql, []).expect_err("it is refused");
        assert!(error.to_string().contains("only added to"), "{error}");
    }
}

#[test]
fn values_that_no_entry_has_are_faults_and_end_nothing() {
    let entry = Entry { time: 1, account: None, address: None, action: Action::Saw, object: "x".to_owned(), detail: String::new() };
    let (_folder, access) = filled(&[entry.clone(), entry.clone(), entry]);
    access.db.execute("UPDATE audit SET hash = x'00' WHERE number = 2", []).expect("updated");
    assert!(faults(&access).contains(&Fault::Changed(2)));
    access.db.execute("UPDATE audit SET number = ? WHERE number = 3", [i64::MAX]).expect("updated");
    access.db.execute("UPDATE audit SET number = ? WHERE number = 1", [i64::MIN]).expect("updated");
    let found = faults(&access);
    assert!(found.contains(&Fault::Changed(i64::MIN)) && found.contains(&Fault::Missing { from: 3, to: i64::MAX - 1 }), "{found:?}");
    access.db.execute("DELETE FROM audit_head", []).expect("deleted");
    assert!(matches!(faults(&access).last(), Some(Fault::End { kept: -1, .. })));
}

#[test]
fn a_head_is_read_as_it_is_written() {
    for wrong in ["", "1", "1:", "x:00", "-1:0000000000000000000000000000000000000000000000000000000000000000", "1:zz"] {
        assert!(wrong.parse::<Head>().is_err(), "{wrong}");
    }
}
