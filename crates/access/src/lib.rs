//! Who may ask: accounts with roles, passwords, tokens and sessions, and the log of what they did, each entry chained to the one before.
//!
//! One SQLite file beside the register, so that a copy of the register holds no secrets. It holds none itself that could be used: of
//! passwords and tokens it keeps argon2id hashes, of sessions a hash. The crate keeps no clock: times come from the caller, in seconds since
//! 1970. What takes long (an argon2id hash) is done apart from the file, so that nobody waits for it who needs the file only.

mod account;
mod audit;
mod error;
mod limit;
mod login;
mod secret;
mod session;
mod store;
mod token;

pub use account::{Account, Actor, Kind, NewAccount, Role};
pub use audit::{Action, Entry, Fault, Head, Record, Verdict, Wanted};
pub use error::{AccessError, Result};
pub use login::{Attempt, Begun, Checked, LoggedIn};
pub use secret::SHORTEST;
pub use session::{Known, Means};
pub use store::{Access, path_beside};
pub use token::{DAYS, Presented, Token, Verified};
