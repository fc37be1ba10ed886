//! Accounts, log-ins, sessions and tokens, as the server and the command line use them.

use std::path::Path;

use chancery_access::*;
use tempfile::TempDir;

const NOW: i64 = 1_760_000_000;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const PASSWORD: &str = "four words of mine";
const HERE: &str = "192.0.2.7";

fn by() -> Actor<'static> {
    Actor { name: "command line (test)", address: None }
}

fn empty() -> (TempDir, Access) {
    let folder = tempfile::tempdir().expect("a folder");
    let access = Access::open_or_create(&folder.path().join("r.db.access")).expect("a file");
    (folder, access)
}

fn person(name: &str, role: Role) -> NewAccount<'_> {
    NewAccount { name, kind: Kind::Person, role, audience: None, groups: &[], password: Some(PASSWORD) }
}

fn partner(name: &str) -> NewAccount<'_> {
    NewAccount { name, kind: Kind::Partner, role: Role::Partner, audience: None, groups: &[], password: None }
}

/// A file with one analyst and one partner.
fn filled() -> (TempDir, Access) {
    let (folder, mut access) = empty();
    access.add_account(&person("Ada", Role::Analyst), by(), NOW).expect("an account");
    access.add_account(&partner("north"), by(), NOW).expect("an account");
    (folder, access)
}

/// Log in with a password at a time.
fn log_in(access: &mut Access, name: &str, password: &str, now: i64) -> Result<Option<LoggedIn>> {
    match access.attempt(name, HERE, now)? {
        Begun::Attempt(attempt) => access.log_in(attempt.check(password), now),
        Begun::Wait(left) => Err(AccessError::Unfit(format!("wait {left}"))),
    }
}

fn session(access: &mut Access, now: i64) -> String {
    log_in(access, "ada", PASSWORD, now).expect("an answer").expect("it is right").session
}

fn actions(access: &Access) -> Vec<(String, Option<String>, String)> {
    let mut all = Vec::new();
    access
        .audit::<AccessError>(&Wanted::default(), |r| {
            all.push((r.action.clone(), r.account.clone(), r.detail.clone()));
            Ok(())
        })
        .expect("a log");
    all
}

fn who(access: &Access, token: &str, now: i64) -> Option<String> {
    let presented = access.present(token, HERE, now).expect("an answer")?;
    presented.check(&Verified::default(), now).map(|known| known.account.name)
}

#[test]
fn an_account_is_made_once_and_found_in_any_size_of_letters() {
    let (_folder, mut access) = empty();
    assert!(!access.has_accounts().expect("an answer"));
    let made = access.add_account(&person("Nguyễn An", Role::Reviewer), by(), NOW).expect("an account");
    assert_eq!((made.role, made.audience.to_string().as_str(), made.created), (Role::Reviewer, "home:AMBER+STRICT", NOW));
    assert!(access.has_accounts().expect("an answer"));
    assert_eq!(access.account("NGUYỄN AN").expect("it is there"), made);
    assert!(matches!(access.add_account(&person("nguyễn an", Role::Reader), by(), NOW), Err(AccessError::Taken(_))));
    assert_eq!(access.accounts().expect("accounts"), [made]);
}

#[test]
fn what_does_not_go_together_is_no_account() {
    let (_folder, mut access) = empty();
    for (what, wrong) in [
        ("a short password", NewAccount { password: Some("eleven char"), ..person("a", Role::Reader) }),
        ("a person without one", NewAccount { password: None, ..person("a", Role::Reader) }),
        ("a person who is a partner", person("a", Role::Partner)),
        ("a partner who is a reader", NewAccount { role: Role::Reader, ..partner("a") }),
        ("a partner with a password", NewAccount { password: Some(PASSWORD), ..partner("a") }),
        ("a partner at home", NewAccount { audience: Some("home:CLEAR"), ..partner("a") }),
        ("a name with a line", person("a\nb", Role::Reader)),
        ("a partner of a name that no marking can have", partner("North")),
        ("groups told with the audience", NewAccount { audience: Some("partner:a(b)"), ..partner("a") }),
        ("a person in a group", NewAccount { groups: &["b".to_owned()], ..person("a", Role::Reader) }),
        ("a group of no name", NewAccount { groups: &["B".to_owned()], ..partner("a") }),
    ] {
        assert!(matches!(access.add_account(&wrong, by(), NOW), Err(AccessError::Unfit(_))), "{what}");
    }
    assert!(!access.has_accounts().expect("an answer"));
    assert_eq!(actions(&access), []);
}

#[test]
fn a_partner_sees_with_the_groups_that_it_is_in() {
    let (_folder, mut access) = empty();
    let groups = ["b".to_owned(), "a".to_owned(), "b".to_owned()];
    let made = access.add_account(&NewAccount { groups: &groups, ..partner("north") }, by(), NOW).expect("an account");
    assert_eq!(made.audience.to_string(), "partner:north(a,b)");
    access.set_groups("north", &["c".to_owned()], by(), NOW).expect("changed");
    let (.., detail) = actions(&access).pop().expect("an entry");
    assert_eq!(detail, "audience partner:north(c), was partner:north(a,b)");
    access.set_audience("north", "partner:south", by(), NOW).expect("changed");
    assert_eq!(access.account("north").expect("it is there").audience.to_string(), "partner:south");
}

#[test]
fn a_right_password_begins_a_session() {
    let (_folder, mut access) = filled();
    let made = log_in(&mut access, "ADA", PASSWORD, NOW).expect("an answer").expect("it is right");
    let known = access.session(&made.session, NOW + 1).expect("an answer").expect("it goes on");
    assert_eq!((known.account.name.as_str(), known.account.role, known.stale), ("Ada", Role::Analyst, false));
    assert!(access.session("another", NOW).expect("an answer").is_none());
    access.log_out(&made.session, Actor { name: "Ada", address: Some(HERE) }, NOW + 2).expect("it ends");
    assert!(access.session(&made.session, NOW + 3).expect("an answer").is_none());
    let told: Vec<String> = actions(&access).into_iter().map(|(action, ..)| action).collect();
    assert_eq!(told, ["account", "account", "log-in", "log-out"]);
}

#[test]
fn whoever_has_no_right_password_is_told_the_same_whoever_it_is() {
    let (_folder, mut access) = filled();
    access.add_account(&person("gone", Role::Reader), by(), NOW).expect("an account");
    access.disable("gone", by(), NOW).expect("disabled");
    for (name, password) in [("ada", "four words of yours"), ("nobody", PASSWORD), ("gone", PASSWORD), ("north", ""), ("north", PASSWORD), ("", "")] {
        assert!(log_in(&mut access, name, password, NOW).expect("an answer").is_none(), "{name}");
        let (action, account, detail) = actions(&access).pop().expect("an entry");
        assert_eq!((action.as_str(), account.as_deref(), detail.as_str()), ("log-in refused", Some(name), "name or password wrong"));
    }
}

#[test]
fn guessing_is_made_to_wait_by_name_whether_there_is_such_an_account_or_not() {
    for name in ["ada", "nobody"] {
        let (_folder, mut access) = filled();
        for _ in 0..5 {
            assert!(log_in(&mut access, name, "a wrong password", NOW).expect("it is looked at").is_none());
        }
        let waits = |access: &mut Access, now| match access.attempt(name, "198.51.100.1", now).expect("an answer") {
            Begun::Wait(left) => left,
            Begun::Attempt(_) => 0,
        };
        assert_eq!(waits(&mut access, NOW), 1, "{name}, from anywhere");
        assert!(log_in(&mut access, name, PASSWORD, NOW).is_err(), "a right one is not looked at either");
        assert_eq!(waits(&mut access, NOW + 1), 0, "{name}: after the wait it is looked at");
        assert_eq!(waits(&mut access, NOW + 1), 2, "{name}: and the next waits twice as long");
        assert_eq!(waits(&mut access, NOW + 1 + DAY + 1), 0, "{name}: after a day it is forgotten");
    }
}

#[test]
fn many_attempts_at_once_gain_nothing() {
    let (_folder, mut access) = filled();
    let begun: Vec<Begun> = (0..50).map(|_| access.attempt("ada", HERE, NOW).expect("an answer")).collect();
    assert_eq!(begun.iter().filter(|one| matches!(one, Begun::Attempt(_))).count(), 5);
}

#[test]
fn guessing_is_made_to_wait_by_address_and_a_success_clears_the_name() {
    let (_folder, mut access) = filled();
    for number in 0..20 {
        assert!(matches!(access.attempt(&format!("name{number}"), HERE, NOW).expect("an answer"), Begun::Attempt(_)));
    }
    assert!(matches!(access.attempt("ada", HERE, NOW).expect("an answer"), Begun::Wait(1)));
    let (_folder, mut access) = filled();
    for _ in 0..3 {
        for _ in 0..4 {
            assert!(log_in(&mut access, "ada", "a wrong password", NOW).expect("it is looked at").is_none());
        }
        session(&mut access, NOW);
    }
}

#[test]
fn a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case() {
    let (_folder, mut access) = filled();
    let idle = session(&mut access, NOW);
    assert!(access.session(&idle, NOW + 12 * HOUR).expect("an answer").is_some());
    assert!(access.session(&idle, NOW + 12 * HOUR + 1).expect("an answer").is_none());
    let used = session(&mut access, NOW);
    let mut now = NOW;
    while now < NOW + 7 * DAY {
        let known = access.session(&used, now).expect("an answer").expect("it goes on");
        assert_eq!(known.stale, now > NOW);
        access.note(&[], &[(known.means, now)]).expect("noted");
        now += 11 * HOUR;
    }
    assert!(access.session(&used, NOW + 7 * DAY).expect("an answer").is_some());
    assert!(access.session(&used, NOW + 7 * DAY + 1).expect("an answer").is_none());
}

#[test]
fn every_change_of_an_account_ends_its_sessions() {
    type Change = fn(&mut Access) -> Result<()>;
    let changes: [(&str, Change); 5] = [
        ("another password", |a| a.set_password("ada", "another four words", by(), NOW)),
        ("role reader, was analyst", |a| a.set_role("ada", Role::Reader, by(), NOW)),
        ("audience home:RED, was home:AMBER+STRICT", |a| a.set_audience("ada", "home:RED", by(), NOW)),
        ("audience partner:b, was home:AMBER+STRICT", |a| a.set_audience("ada", "partner:b", by(), NOW)),
        ("disabled", |a| a.disable("ada", by(), NOW)),
    ];
    for (told, change) in changes {
        let (_folder, mut access) = filled();
        let held = session(&mut access, NOW);
        change(&mut access).expect("changed");
        assert!(access.session(&held, NOW).expect("an answer").is_none(), "{told}");
        let (action, account, detail) = actions(&access).pop().expect("an entry");
        assert_eq!((action.as_str(), account.as_deref(), detail.as_str()), ("account", Some("command line (test)"), told));
    }
}

#[test]
fn whoever_is_disabled_or_gets_another_password_while_logging_in_is_not_let_in() {
    type Change = fn(&mut Access) -> Result<()>;
    let changes: [Change; 2] = [|a| a.disable("ada", by(), NOW), |a| a.set_password("ada", "another four words", by(), NOW)];
    for change in changes {
        let (_folder, mut access) = filled();
        let Begun::Attempt(attempt) = access.attempt("ada", HERE, NOW).expect("an answer") else { panic!("no wait") };
        let checked = attempt.check(PASSWORD);
        change(&mut access).expect("changed");
        assert!(access.log_in(checked, NOW).expect("an answer").is_none());
    }
}

#[test]
fn a_token_is_good_until_it_expires_is_revoked_or_its_account_is_disabled() {
    let (_folder, mut access) = filled();
    let (token, kept) = access.new_token("north", "feed", 30, by(), NOW).expect("a token");
    assert!(token.starts_with("chy_") && token.len() == 4 + 16 + 1 + 64, "{token}");
    assert_eq!((kept.account.as_str(), kept.expires, kept.last_use), ("north", NOW + 30 * DAY, None));
    assert_eq!(who(&access, &token, NOW).as_deref(), Some("north"));
    assert_eq!(who(&access, &token, NOW + 30 * DAY - 1).as_deref(), Some("north"));
    assert_eq!(who(&access, &token, NOW + 30 * DAY), None, "it has expired");
    access.disable("north", by(), NOW).expect("disabled");
    assert_eq!(who(&access, &token, NOW), None);
    access.enable("north", by(), NOW).expect("enabled");
    assert_eq!(who(&access, &token, NOW).as_deref(), Some("north"));
    assert_eq!(access.revoke(&kept.id, by(), NOW + 5).expect("revoked").revoked, Some(NOW + 5));
    assert_eq!(who(&access, &token, NOW), None);
    assert!(matches!(access.revoke("none", by(), NOW), Err(AccessError::UnknownToken(_))));
}

#[test]
fn a_token_that_is_a_little_wrong_is_none() {
    let (_folder, mut access) = filled();
    let (token, kept) = access.new_token("ada", "script", 1, by(), NOW).expect("a token");
    let (other, _) = access.new_token("north", "feed", 1, by(), NOW).expect("a token");
    let swapped = format!("{}_{}", &token[..20], other.rsplit_once('_').expect("a secret").1);
    for wrong in [
        token.to_uppercase(),
        token.replace("chy_", ""),
        token[..token.len() - 1].to_owned(),
        format!("{token}0"),
        swapped,
        format!("chy_{}_", kept.id),
        "chy_".to_owned(),
        String::new(),
    ] {
        assert_eq!(who(&access, &wrong, NOW), None, "{wrong}");
    }
}

#[test]
fn a_token_that_was_right_is_remembered_and_still_ends_at_once() {
    let (_folder, mut access) = filled();
    let (token, kept) = access.new_token("ada", "script", 1, by(), NOW).expect("a token");
    let verified = Verified::default();
    let recalled = |access: &Access, token: &str, now| access.present(token, HERE, now).expect("an answer").and_then(|p| p.recall(&verified, now));
    assert_eq!(recalled(&access, &token, NOW), None, "it was not looked at yet");
    let presented = access.present(&token, HERE, NOW).expect("an answer").expect("it is known");
    assert!(presented.check(&verified, NOW).is_some());
    assert!(recalled(&access, &token, NOW + 299).is_some());
    assert_eq!(recalled(&access, &token, NOW + 301), None, "after some minutes it is looked at again");
    let wrong = format!("{}0", &token[..token.len() - 1]);
    assert_eq!(recalled(&access, if wrong == token { "chy_" } else { &wrong }, NOW), None, "and no other with its id");
    access.set_role("ada", Role::Reader, by(), NOW).expect("changed");
    assert_eq!(recalled(&access, &token, NOW).map(|known| known.account.role), Some(Role::Reader), "it does what the account now may");
    access.revoke(&kept.id, by(), NOW).expect("revoked");
    assert_eq!(recalled(&access, &token, NOW), None);
}

#[test]
fn wrong_secrets_make_the_address_wait_and_are_written_down() {
    let (_folder, mut access) = filled();
    let (token, kept) = access.new_token("ada", "script", 1, by(), NOW).expect("a token");
    for _ in 0..20 {
        access.refuse_token(&kept.id, HERE, NOW).expect("written");
    }
    assert_eq!(access.present(&token, HERE, NOW).expect("an answer").expect("known").wait, 1);
    assert_eq!(access.present(&token, "198.51.100.1", NOW).expect("an answer").expect("known").wait, 0);
    assert_eq!(actions(&access).pop().expect("an entry").0, "log-in refused");
}

#[test]
fn the_last_use_of_a_token_is_noted() {
    let (_folder, mut access) = filled();
    let (token, _) = access.new_token("ada", "script", 1, by(), NOW).expect("a token");
    let known = access.present(&token, HERE, NOW).expect("an answer").and_then(|p| p.check(&Verified::default(), NOW)).expect("it is right");
    assert!(known.stale);
    access.note(&[], &[(known.means, NOW + 3)]).expect("noted");
    assert_eq!(access.tokens(Some("Ada")).expect("tokens")[0].last_use, Some(NOW + 3));
    assert_eq!(access.tokens(Some("north")).expect("tokens"), []);
    let stale = |now| access.present(&token, HERE, now).expect("an answer").and_then(|p| p.check(&Verified::default(), now)).expect("right").stale;
    assert_eq!((stale(NOW + 62), stale(NOW + 63)), (false, true), "once a minute");
}

#[test]
fn tokens_have_a_name_and_an_end_and_are_for_those_who_may_ask() {
    let (_folder, mut access) = filled();
    for (account, name, days) in [("ada", "", 1), ("ada", "a\nb", 1), ("ada", "x", 0), ("ada", "x", 367), ("ada", "x", i64::MAX), ("none", "x", 1)] {
        assert!(access.new_token(account, name, days, by(), NOW).is_err(), "{account} {name:?} {days}");
    }
    access.disable("ada", by(), NOW).expect("disabled");
    assert!(access.new_token("ada", "x", 1, by(), NOW).is_err());
}

#[test]
fn the_file_holds_no_secret() {
    let (folder, mut access) = filled();
    let (token, _) = access.new_token("ada", "script", 1, by(), NOW).expect("a token");
    let held = session(&mut access, NOW);
    let secret = token.rsplit_once('_').expect("a secret").1;
    drop(access);
    let holds = |path: &Path, text: &str| std::fs::read(path).expect("bytes").windows(text.len()).any(|window| window == text.as_bytes());
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).expect("files") {
        let path = file.expect("a file").path();
        files += 1;
        for text in [PASSWORD, secret, held.as_str()] {
            assert!(!holds(&path, text), "{}", path.display());
        }
    }
    assert!(files > 0 && holds(&folder.path().join("r.db.access"), "$argon2id$"), "and the test can find what is there");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_file() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, access) = filled();
    let path = folder.path().join("r.db.access");
    let modes = |path: &Path| metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(modes(&path), 0o600);
    assert_eq!(modes(&folder.path().join("r.db.access-wal")), 0o600, "nor what was just written");
    drop(access);
    set_permissions(&path, Permissions::from_mode(0o644)).expect("opened to others");
    Access::open(&path).expect("it opens");
    assert_eq!(modes(&path), 0o600);
}

#[test]
fn what_is_no_access_file_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.access");
    assert!(matches!(Access::open(&path), Err(AccessError::Missing(_))));
    std::fs::write(&path, "This is a text. ".repeat(100)).expect("written");
    assert!(matches!(Access::open(&path), Err(AccessError::Foreign(_))));
    assert!(std::fs::read_to_string(&path).expect("text").starts_with("This is a text."));
    let other = folder.path().join("y.access");
    rusqlite::Connection::open(&other).expect("a file").execute_batch("CREATE TABLE x (y)").expect("a table");
    assert!(matches!(Access::open(&other), Err(AccessError::Foreign(_))));
    let newer = folder.path().join("z.access");
    drop(Access::open_or_create(&newer).expect("a file"));
    rusqlite::Connection::open(&newer).expect("a file").pragma_update(None, "user_version", 99).expect("updated");
    assert!(matches!(Access::open(&newer), Err(AccessError::Newer { found: 99, .. })));
}

#[test]
fn two_programs_may_make_the_file_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("r.db.access");
    std::thread::scope(|scope| {
        for number in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut access = Access::open_or_create(path).expect("a file");
                access.add_account(&partner(&format!("p{number}")), by(), NOW).expect("an account");
            });
        }
    });
    let access = Access::open(&path).expect("a file");
    assert_eq!(access.accounts().expect("accounts").len(), 4);
    assert_eq!(access.verify_audit(None).expect("a look").faults, []);
}
