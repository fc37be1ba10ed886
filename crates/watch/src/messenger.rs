//! Sends a message to an address that somebody named, or asks for what is there, once. Whoever does decides whether and when to try again.

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
    #[error("{host} is on an address that is {what}, not public; `--allow-private {host}:{port}` lets chancery reach it all the same")]
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
        let response = call.send(body).map_err(|error| fault(url, error))?;
        if response.status().is_success() { Ok(()) } else { Err(SendFault::Status(response.status().as_u16())) }
    }

    /// Ask for something of at most so many bytes. Gives it, and what one header says of it.
    pub fn get(&self, url: &Url, headers: &[(&str, &str)], told: &str, most: u64) -> Result<(Vec<u8>, Option<String>), SendFault> {
        let call = headers.iter().fold(self.agent.get(url.as_str()), |call, (name, value)| call.header(*name, *value));
        let response = call.call().map_err(|error| fault(url, error))?;
        if !response.status().is_success() {
            return Err(SendFault::Status(response.status().as_u16()));
        }
        let told = response.headers().get(told).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = fetch::body(response, most).map_err(|fault| SendFault::Failed(fault.to_string()))?;
        Ok((bytes, told))
    }
}

/// Why there was no answer.
fn fault(url: &Url, error: ureq::Error) -> SendFault {
    match fetch::fault(error) {
        Fault::NotPublic(private) => SendFault::NotPublic { host: private.host, port: url.port_or_known_default().unwrap_or(80), what: private.what },
        other => SendFault::Failed(other.to_string()),
    }
}
