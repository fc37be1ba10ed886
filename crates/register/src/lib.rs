//! The register: thousands of coded reports become one record for each real act and each promise, followed over time.
//!
//! One SQLite file. [`Register::add`] stores what documents say; [`Register::link`] finds which reports tell one act and what became of each
//! undertaking; [`Register::events`] and [`Register::commitments`] answer, now or as of a day. What people decide is laid over it (`correct`).
//!
//! The register takes coded documents in their wire form and never reads text itself. It keeps no clock: times come from the caller.

mod add;
pub mod answers;
mod block;
mod care;
mod checkpoint;
mod columns;
mod copies;
mod correct;
pub mod days;
mod documents;
mod dyads;
mod entered;
mod entities;
mod error;
mod gold;
mod link;
mod markings;
mod names;
mod partners;
mod promises;
mod query;
mod reader;
mod recode;
mod search;
mod standing;
mod store;
mod told;
mod view;
mod watched;
mod webhooks;
mod words;

pub use add::{Added, Arrival, Notes, origin, text_hash};
pub use care::{Counts, Fault, Rows, Stopper};
pub use checkpoint::Checkpoint;
pub use columns::{ActRow, PersonRow, Row, ToldRow, UndertakingRow};
pub use correct::{COMMITMENT_FIELDS, Correction, EVENT_FIELDS, Signature};
pub use documents::Version;
pub use dyads::DyadMonth;
pub use entities::{Named, Party, Person};
pub use error::{RegisterError, Result};
pub use gold::Gold;
pub use link::{Verdict, quad};
pub use markings::Consent;
pub use names::{Likeness, compare as compare_names};
pub use partners::{Entry, Passed, Received, Taken};
pub use query::{Filter, is_overdue};
pub use reader::{Opened, Told};
pub use recode::{Recoded, Stored};
pub use search::Hit;
pub use standing::StandingQuery;
pub use store::Register;
pub use view::facts_hash;
pub use watched::{PageMark, PageOutcome, WatchedFeed, WatchedPage};
pub use webhooks::{Outcome, Webhook};
pub use words::fold;
