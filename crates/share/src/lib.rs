//! Entries to and from partners.
//!
//! - `object` is STIX 2.1 as far as entries need it, `ids` names its objects, `entry` tells an entry in them;
//! - `shelf` holds what is published for each partner, drawn from the partner's view, so that nothing else can leave;
//! - `take` takes what a partner hands over, `form` and `check` look at it, `inbox` remembers it; `subscribe` fetches it.
//!
//! There is no clock here: times come from the register and from the caller.

mod check;
mod entry;
mod error;
mod form;
pub mod ids;
mod inbox;
mod object;
mod shelf;
mod subscribe;
mod take;

pub use error::{Result, ShareError};
pub use inbox::Inbox;
pub use object::{Object, SharedEntry, schema};
pub use shelf::{Published, Shelf, Theme, Wanted, moment};
pub use subscribe::{Subscription, TAXII};
pub use take::{MOST_BYTES, MOST_OBJECTS, Refusal, Tally, take};
