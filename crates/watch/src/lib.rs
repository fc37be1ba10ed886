//! Polls feeds and sitemaps politely and fetches the new pages, each once.
//!
//! - [`Config`] says what to watch (`config`); [`Watcher::round`] makes one round;
//! - `round` decides what follows from each answer, with `feeds` and `pages`; `queue` gives each host its rest, `hosts` a longer
//!   one to those that need it; `sites` knows each site's rules;
//! - `fetch` makes one request within bounds; `resolve` lets it connect only to addresses that `address` does not object to;
//! - `messenger` sends a message to an address that somebody named, with the same care;
//! - `robots` and `link` read what others write: rules and addresses.
//!
//! This crate knows neither the coder nor how documents are stored: whoever runs a round takes the documents ([`Desk::store`]). What has to be
//! remembered stands in the register. The wall clock comes from the caller; the crate's own clock (`clock`) only measures rests.

mod address;
mod clock;
mod config;
mod feeds;
mod fetch;
mod hosts;
mod job;
mod link;
mod messenger;
mod pages;
mod pause;
mod queue;
mod report;
mod resolve;
mod robots;
mod round;
mod sites;

pub use config::{Config, ConfigError, EXAMPLE, Source, WatchLimits};
pub use messenger::{Messenger, SendFault};
pub use report::Report;
pub use round::{Desk, NoCertificates, Page, Stored, Watcher};
