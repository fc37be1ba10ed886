//! Addresses that standing queries tell what they find: how far each was told, and how that went. Sending is for the caller.

use rusqlite::params;

use crate::error::Result;
use crate::store::Register;

/// The address that a standing query tells what it finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// What messages are signed with.
    pub key: Vec<u8>,
    /// What came in with documents up to this number was told.
    pub told: i64,
    /// When the last message was taken.
    pub taken: Option<String>,
    /// How many messages in a row it has not taken since.
    pub failures: i64,
    /// Why not the last one.
    pub error: Option<String>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'o> {
    /// It was taken: all that came in with documents up to this number is told.
    Taken {
        /// The number of the last document.
        through: i64,
        /// When.
        now: &'o str,
    },
    /// It was not.
    Failed {
        /// Why not.
        why: &'o str,
    },
}

impl Register {
    /// The number of the last document that came in; none while documents wait to be compared or linked.
    pub fn linked_through(&self) -> Result<Option<i64>> {
        let last = self.db.query_row("SELECT coalesce(max(id), 0) FROM document", [], |r| r.get(0))?;
        Ok((self.pending()? == 0).then_some(last))
    }

    /// Note what became of a message to the address of a standing query.
    pub fn note_message(&mut self, query: i64, outcome: Outcome<'_>) -> Result<()> {
        self.write(|db| {
            match outcome {
                Outcome::Taken { through, now } => {
                    let sql = "UPDATE webhook SET told = max(told, ?), taken = ?, failures = 0, error = NULL WHERE query = ?";
                    db.prepare_cached(sql)?.execute(params![through, now, query])?;
                }
                Outcome::Failed { why } => {
                    let sql = "UPDATE webhook SET failures = failures + 1, error = ? WHERE query = ?";
                    db.prepare_cached(sql)?.execute(params![why, query])?;
                }
            }
            Ok(())
        })
    }
}
