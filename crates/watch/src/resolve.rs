//! From a host's name to the addresses that are connected to: only those that may be.
//!
//! The check stands between the look-up and the connection, so that the address that was checked is the one that is used, whatever the name
//! stands for a moment later.

use std::collections::BTreeSet;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::address::not_public;

/// Hosts with their ports that may be on any address, since the user named them and said so.
pub(crate) type Allowed = BTreeSet<(String, u16)>;

/// A host that has no address that may be connected to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{host} is on an address that is {what}, not public; a source of the config may be, with --allow-private, and `chancery watch --again refused` brings back pages refused for it"
)]
pub(crate) struct NotPublic {
    /// The host.
    pub(crate) host: String,
    /// What its address is.
    pub(crate) what: &'static str,
}

/// Looks up names and keeps the addresses that may be connected to.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) allowed: Allowed,
    pub(crate) inner: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        let mut kept = self.empty();
        let mut reason = None;
        for address in &found {
            match not_public(address.ip()) {
                Some(what) if !self.allowed.contains(&(host.to_owned(), address.port())) => reason = Some(what),
                _ => kept.push(*address),
            }
        }
        match reason {
            Some(what) if kept.is_empty() => Err(Error::Other(Box::new(NotPublic { host: host.to_owned(), what }))),
            _ => Ok(kept),
        }
    }
}
