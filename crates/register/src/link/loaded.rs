//! Reports read while a batch is linked: one that many documents look at is read once. Within a batch nobody else writes, so what was read stays true
//! but for what linking itself changes, which is noted here.

use std::rc::Rc;

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::told::ToldEvent;

/// So many are kept.
const MOST: usize = 100_000;

/// Reports by row.
#[derive(Default)]
pub(crate) struct Loaded {
    events: FxHashMap<i64, Rc<ToldEvent>>,
}

impl Loaded {
    /// A report of an act.
    pub fn event(&mut self, db: &Connection, id: i64) -> Result<Rc<ToldEvent>> {
        if let Some(event) = self.events.get(&id) {
            return Ok(Rc::clone(event));
        }
        if self.events.len() >= MOST {
            self.events.clear();
        }
        let event = Rc::new(ToldEvent::load(db, id)?);
        self.events.insert(id, Rc::clone(&event));
        Ok(event)
    }

    /// A report went to another act.
    pub fn moved(&mut self, event: i64) {
        self.events.remove(&event);
    }
}
