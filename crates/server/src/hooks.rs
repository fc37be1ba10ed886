//! Webhooks: what standing queries find is told to an address as it comes in, in messages that are signed as the Standard Webhooks
//! specification has it (standardwebhooks.com), so that libraries can check them.
//!
//! A message is sent until it is taken: one after the other, so none is lost, and one may come twice if the answer to it was lost. How far an
//! address was told stands in the register.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_register::answers::Commitment;
use chancery_register::{Outcome, StandingQuery, Webhook};
use chancery_watch::Messenger;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::access::Gate;
use crate::problem::Answer;
use crate::routes::{acts, commitments, queries};
use crate::shapes::Act;
use crate::state::{Shared, now, today};

/// So many records go into one message, and the rest of those that came in with the last one's document.
const BATCH: usize = 100;
/// After a message that was not taken, wait so long, then twice as long each time, up to an hour.
const FIRST_WAIT: Duration = Duration::from_secs(4);
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// Bytes of a key.
const KEY: usize = 32;

/// A key to sign with; none if the system has no random numbers.
pub(crate) fn new_key() -> Option<Vec<u8>> {
    let mut key = vec![0; KEY];
    SystemRandom::new().fill(&mut key).ok().map(|()| key)
}

/// A key as it is shown.
pub(crate) fn secret(key: &[u8]) -> String {
    format!("whsec_{}", STANDARD.encode(key))
}

/// The signature of a message.
fn signature(key: &[u8], id: &str, time: &str, body: &str) -> String {
    let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), format!("{id}.{time}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(signed))
}

/// What a message says.
#[derive(Serialize)]
struct Message<'m> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'m>,
}

#[derive(Serialize)]
struct Data<'m> {
    query: About<'m>,
    items: Items,
}

#[derive(Serialize)]
struct About<'m> {
    number: i64,
    name: &'m str,
    filter: &'m str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Items {
    Acts(Vec<Act>),
    Commitments(Vec<Commitment>),
}

/// Tell every address what came in for it, whenever something did, until the server stops.
pub(crate) async fn keep_telling(state: Shared, gate: Arc<Gate>, private: Vec<(String, u16)>) {
    if !state.sends {
        return;
    }
    let agent = concat!("chancery/", env!("CARGO_PKG_VERSION"));
    let Ok(messenger) = spawn_blocking(move || Messenger::new(agent, private)).await else { return };
    let messenger = Arc::new(messenger);
    // Until when to leave an address alone that did not take a message.
    let mut waits: BTreeMap<i64, Instant> = BTreeMap::new();
    loop {
        waits.retain(|_, until| *until > Instant::now());
        let queries = match state.read(|register| Ok(register.standing_queries()?)).await {
            Ok(queries) => queries,
            Err(problem) => {
                tracing::error!(?problem, "the webhooks cannot be read");
                tokio::time::sleep(wait(1)).await;
                continue;
            }
        };
        let mut telling = JoinSet::new();
        for query in queries {
            if !waits.contains_key(&query.number)
                && let Some(webhook) = query.webhook.clone()
            {
                telling.spawn(tell(Arc::clone(&state), Arc::clone(&gate), Arc::clone(&messenger), query, webhook));
            }
        }
        while let Some(told) = telling.join_next().await {
            match told {
                Ok((_, None)) => {}
                Ok((number, Some(failures))) => drop(waits.insert(number, Instant::now() + wait(failures))),
                Err(error) => tracing::error!(%error, "a webhook cannot be told"),
            }
        }
        match waits.values().min() {
            Some(until) => drop(timeout_at(*until, state.redrawn.notified()).await),
            None => state.redrawn.notified().await,
        }
    }
}

/// How long to wait after so many failures in a row.
fn wait(failures: i64) -> Duration {
    (FIRST_WAIT * (1 << (failures.clamp(1, 12) - 1))).min(LONGEST_WAIT)
}

/// Tell one address all that came in for it. Gives the query's number, and how often the address has failed if it did now.
async fn tell(state: Shared, gate: Arc<Gate>, messenger: Arc<Messenger>, query: StandingQuery, webhook: Webhook) -> (i64, Option<i64>) {
    let (number, mut told) = (query.number, webhook.told);
    loop {
        // What leaves the house is written down, or does not leave it.
        if gate.journal.is_failing() {
            return (number, Some(1));
        }
        match send(&state, &gate, &messenger, &query, &webhook, told).await {
            Ok(None) => return (number, None),
            Ok(Some(Ok(through))) => {
                gate.released(&query.author, format!("webhook {}", webhook.url), format!("query {number}, documents {} to {through}", told + 1)).await;
                told = through;
                let taken = state.write_beside(move |register| Ok(register.note_message(number, Outcome::Taken { through, now: &now().to_string() })?)).await;
                if let Err(problem) = taken {
                    tracing::error!(?problem, "a message to a webhook cannot be noted");
                    return (number, Some(1));
                }
            }
            Ok(Some(Err(why))) => {
                tracing::warn!(query = number, url = %webhook.url, %why, "a webhook has not taken a message");
                if let Err(problem) = state.write_beside(move |register| Ok(register.note_message(number, Outcome::Failed { why: &why })?)).await {
                    tracing::error!(?problem, "a message to a webhook cannot be noted");
                }
                return (number, Some(webhook.failures + 1));
            }
            Err(problem) => {
                tracing::error!(?problem, query = number, "a standing query cannot be answered");
                return (number, Some(1));
            }
        }
    }
}

/// Send the next message, if there is something to tell. Gives the number of the last document that it tells of, or why it was not taken.
async fn send(
    state: &Shared,
    gate: &Arc<Gate>,
    messenger: &Arc<Messenger>,
    query: &StandingQuery,
    webhook: &Webhook,
    told: i64,
) -> Answer<Option<Result<i64, String>>> {
    let (ids, through) = {
        let picture = state.picture();
        let Some(last) = picture.through else { return Ok(None) };
        let found = queries::found(state, &picture, query)?;
        let new = found.iter().filter(|one| i64::from(one.document) > told && i64::from(one.document) <= last).map(|one| (one.document, one.id));
        next(new.collect(), last)
    };
    if ids.is_empty() {
        return Ok(None);
    }
    if !gate.lets_send(&query.author).await? {
        return Ok(Some(Err(format!("`{}` has no account that sees everything and keeps queries", query.author))));
    }
    let (kind, items) = if query.view == "events" {
        ("chancery.events", Items::Acts(acts::acts(state, ids).await?))
    } else {
        ("chancery.commitments", Items::Commitments(commitments::commitments(state, ids, today()).await?))
    };
    let time = now();
    let data = Data { query: About { number: query.number, name: &query.name, filter: &query.filter }, items };
    let Ok(body) = serde_json::to_string(&Message { kind, timestamp: time.to_string(), data }) else { return Ok(None) };
    // The same message, sent again, has the same id.
    let id = format!("msg_{}_{}_{}", query.number, told, through);
    let time = time.as_second().to_string();
    let signature = signature(&webhook.key, &id, &time, &body);
    let Ok(url) = Url::parse(&webhook.url) else { return Ok(Some(Err("it is no address".to_owned()))) };
    let messenger = Arc::clone(messenger);
    let sent = spawn_blocking(move || {
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", time.as_str()),
            ("webhook-signature", signature.as_str()),
        ];
        messenger.send(&url, &headers, body.as_bytes())
    });
    Ok(Some(match sent.await {
        Ok(Ok(())) => Ok(through),
        Ok(Err(fault)) => Err(fault.to_string()),
        Err(error) => Err(error.to_string()),
    }))
}

/// What goes into the next message, in the order in which it came in, and the number of the last document that is told with it.
fn next(mut new: Vec<(u32, &str)>, last: i64) -> (Vec<String>, i64) {
    new.sort_unstable();
    let end = new.get(BATCH - 1).map_or(u32::MAX, |(document, _)| *document);
    let count = new.partition_point(|(document, _)| *document <= end);
    let through = if count < new.len() { i64::from(end) } else { last };
    (new.into_iter().take(count).map(|(_, id)| id.to_owned()).collect(), through)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_specification_has_it() {
        // The example of the specification's own documents.
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a key");
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(secret(&new_key().expect("random numbers")).starts_with("whsec_"));
    }

    #[test]
    fn a_message_ends_where_a_document_does() {
        let ids: Vec<String> = (0..260).map(|n| format!("{n:03}")).collect();
        let new: Vec<(u32, &str)> = ids.iter().enumerate().map(|(at, id)| (at as u32 / 70 + 1, id.as_str())).collect();
        let (first, through) = next(new.clone(), 9);
        assert_eq!((first.len(), through), (140, 2), "the second document's records go together");
        let (rest, through) = next(new.into_iter().filter(|(document, _)| *document > 2).collect(), 9);
        assert_eq!((rest.len(), through), (120, 9), "documents of which nothing fits are told, too");
        assert_eq!(next(Vec::new(), 9), (Vec::new(), 9));
    }

    #[test]
    fn waits_grow_up_to_an_hour() {
        assert_eq!([1, 2, 3, 11, 90].map(|failures| wait(failures).as_secs()), [4, 8, 16, 3600, 3600]);
    }
}
