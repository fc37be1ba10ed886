//! What is read while documents are linked: a report that many of them look at is read once. What was read stays true but for what linking itself
//! changes, which is noted here, and for what others write between two batches, after which all is read anew.

use std::cell::OnceCell;
use std::rc::Rc;

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::link::standing::{Taken, in_order, standing};
use crate::told::{ToldCommitment, ToldEvent};

/// So many of each are kept.
const MOST: usize = 20_000;

/// The steps of an undertaking.
pub(crate) struct Steps {
    /// As they are told.
    pub all: Vec<Taken>,
    end: OnceCell<Option<(String, i64)>>,
}

impl Steps {
    /// Where it stands after some of its steps, and since when: after all of them, mostly.
    pub fn standing(&self, some: &[&Taken]) -> Option<(String, i64)> {
        let found = || standing(&in_order(some));
        if some.len() == self.all.len() { self.end.get_or_init(found).clone() } else { found() }
    }
}

/// Reports and steps by row.
#[derive(Default)]
pub(crate) struct Loaded {
    events: FxHashMap<i64, Rc<ToldEvent>>,
    commitments: FxHashMap<i64, Rc<ToldCommitment>>,
    steps: FxHashMap<i64, Rc<Steps>>,
    /// The state of the file as others left it.
    version: i64,
}

impl Loaded {
    /// Forget what was read if others have written since.
    pub fn renew(&mut self, db: &Connection) -> Result<()> {
        let version = db.pragma_query_value(None, "data_version", |r| r.get(0))?;
        if self.version != version {
            *self = Self { version, ..Self::default() };
        }
        Ok(())
    }

    /// A report of an act.
    pub fn event(&mut self, db: &Connection, id: i64) -> Result<Rc<ToldEvent>> {
        read_once(&mut self.events, id, || ToldEvent::load(db, id))
    }

    /// A report of an undertaking.
    pub fn commitment(&mut self, db: &Connection, id: i64) -> Result<Rc<ToldCommitment>> {
        read_once(&mut self.commitments, id, || ToldCommitment::load(db, id))
    }

    /// All steps of an undertaking, as they are told.
    pub fn steps(&mut self, db: &Connection, undertaking: i64) -> Result<Rc<Steps>> {
        read_once(&mut self.steps, undertaking, || Ok(Steps { all: Taken::all(db, undertaking)?, end: OnceCell::new() }))
    }

    /// A report went to another act.
    pub fn moved(&mut self, event: i64) {
        self.events.remove(&event);
    }

    /// A record went to another undertaking, or its act to another.
    pub fn joined(&mut self, commitment: i64) {
        self.commitments.remove(&commitment);
    }

    /// The steps of an undertaking are others, or the acts that they tell.
    pub fn followed(&mut self, undertaking: i64) {
        self.steps.remove(&undertaking);
    }
}

fn read_once<T>(kept: &mut FxHashMap<i64, Rc<T>>, id: i64, read: impl FnOnce() -> Result<T>) -> Result<Rc<T>> {
    if let Some(found) = kept.get(&id) {
        return Ok(Rc::clone(found));
    }
    if kept.len() >= MOST {
        kept.clear();
    }
    let found = Rc::new(read()?);
    kept.insert(id, Rc::clone(&found));
    Ok(found)
}
