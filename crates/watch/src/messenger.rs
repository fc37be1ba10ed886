//! Sends a message to an address that somebody named, once. Whoever sends decides whether and when to try again.

use std::collections::BTreeSet;
use std::time::Duration;

use ureq::Agent;
use url::Url;

use crate::fetch::{self, Fault};

/// A message takes no longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendFault {
    /// Its host is on an address that is not public.
    #[error("{host} is on an address that is {what}, not public; `chancery serve --allow-private {host}:{port}` lets messages go there")]
    NotPublic {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// What its address is.
        what: &'static str,
    },
    /// It answered with anything but 2xx.
    #[error("it answered with status {0}")]
    Status(u16),
    /// There was no answer.
    #[error("{0}")]
    Failed(String),
}

/// Sends messages; shared by all threads.
pub struct Messenger {
    agent: Agent,
}

impl Messenger {
    /// One that may reach public addresses, and these hosts wherever they are.
    pub fn new(user_agent: &str, private: impl IntoIterator<Item = (String, u16)>) -> Self {
        Self { agent: fetch::agent(PATIENCE, user_agent, private.into_iter().collect::<BTreeSet<_>>(), fetch::roots()) }
    }

    /// Send it. It was taken if the answer is 2xx; what else the answer says is not read.
    pub fn send(&self, url: &Url, headers: &[(&str, &str)], body: &[u8]) -> Result<(), SendFault> {
        let call = headers.iter().fold(self.agent.post(url.as_str()), |call, (name, value)| call.header(*name, *value));
        let response = call.send(body).map_err(|error| match fetch::fault(error) {
            Fault::NotPublic(private) => SendFault::NotPublic { host: private.host, port: url.port_or_known_default().unwrap_or(80), what: private.what },
            other => SendFault::Failed(other.to_string()),
        })?;
        if response.status().is_success() { Ok(()) } else { Err(SendFault::Status(response.status().as_u16())) }
    }
}
