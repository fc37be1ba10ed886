//! Limits to guessing: after a few failures, each further one makes the name and the address wait twice as long.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::Result;

/// So many failures cost nothing: by name, and by address, behind which there may be several people.
const FREE_BY_NAME: i64 = 5;
const FREE_BY_ADDRESS: i64 = 20;
/// The longest wait, in seconds.
const LONGEST: i64 = 15 * 60;
/// After so long without another one, failures are forgotten.
const MEMORY: i64 = 24 * 60 * 60;

/// Whose failures are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    text: String,
    free: i64,
}

impl Key {
    /// A name that somebody gives, whether there is such an account or not.
    pub(crate) fn name(folded: &str) -> Self {
        // A name that is longer than any is remembered by its hash.
        let text = if folded.len() <= 256 { format!("name {folded}") } else { format!("name {}", blake3::hash(folded.as_bytes())) };
        Self { text, free: FREE_BY_NAME }
    }

    /// Where somebody asks from; of IPv6, the network that is one household's.
    pub(crate) fn address(address: &str) -> Self {
        let text = match address.parse::<std::net::IpAddr>().map(|address| address.to_canonical()) {
            Ok(std::net::IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("address {a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Ok(address) => format!("address {address}"),
            Err(_) => format!("address {address}"),
        };
        Self { text, free: FREE_BY_ADDRESS }
    }

    /// How many seconds to wait after so many failures.
    fn wait(&self, failures: i64) -> i64 {
        let over = failures - self.free;
        if over < 0 { 0 } else { 1_i64.checked_shl(u32::try_from(over).unwrap_or(u32::MAX)).filter(|wait| (1..LONGEST).contains(wait)).unwrap_or(LONGEST) }
    }

    fn failures(&self, db: &Connection, now: i64) -> Result<Option<(i64, i64)>> {
        let sql = "SELECT failures, last FROM attempt WHERE key = ?";
        let row = db.prepare_cached(sql)?.query_row([&self.text], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(row.filter(|(_, last): &(i64, i64)| now.saturating_sub(*last) <= MEMORY))
    }

    /// How many seconds are left to wait.
    pub(crate) fn left(&self, db: &Connection, now: i64) -> Result<u64> {
        let Some((failures, last)) = self.failures(db, now)? else { return Ok(0) };
        let left = last.saturating_add(self.wait(failures)).saturating_sub(now);
        // A clock that was set back makes nobody wait longer than ever.
        Ok(u64::try_from(left.min(LONGEST)).unwrap_or(0))
    }

    /// Count a failure.
    pub(crate) fn fail(&self, db: &Connection, now: i64) -> Result<()> {
        let failures = self.failures(db, now)?.map_or(0, |(failures, _)| failures);
        db.prepare_cached(
            "INSERT INTO attempt (key, failures, last) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last = excluded.last",
        )?
        .execute(params![self.text, failures + 1, now])?;
        db.prepare_cached("DELETE FROM attempt WHERE last < ?")?.execute([now - MEMORY])?;
        Ok(())
    }

    /// It was none after all: take one back.
    pub(crate) fn take_back(&self, db: &Connection) -> Result<()> {
        db.prepare_cached("UPDATE attempt SET failures = max(failures - 1, 0) WHERE key = ?")?.execute([&self.text])?;
        Ok(())
    }

    /// Forget all failures.
    pub(crate) fn forget(&self, db: &Connection) -> Result<()> {
        db.prepare_cached("DELETE FROM attempt WHERE key = ?")?.execute([&self.text])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let key = Key::name("ada");
        assert_eq!([0, 4, 5, 6, 7, 14, 15, 70, i64::MAX].map(|failures| key.wait(failures)), [0, 0, 1, 2, 4, 512, 900, 900, 900]);
        assert_eq!([19, 20, 21].map(|failures| Key::address("192.0.2.1").wait(failures)), [0, 1, 2]);
    }

    #[test]
    fn one_household_is_one_address() {
        assert_eq!(Key::address("2001:db8:1:2:3::4"), Key::address("2001:db8:1:2:ffff::1"));
        assert_ne!(Key::address("2001:db8:1:2::1"), Key::address("2001:db8:1:3::1"));
        assert_eq!(Key::address("::ffff:192.0.2.1"), Key::address("192.0.2.1"));
        assert_ne!(Key::address("192.0.2.1"), Key::address("192.0.2.2"));
    }
}
