//! One request over HTTP: an address into an answer, or why there is none. Redirects are answers too: whoever asked decides whether to follow.
//!
//! Everything is bounded: the time to connect, to the first byte and to the last, the headers, the body as sent and as unpacked.
//! Proxies that the environment names are not used: they would connect to addresses that nobody checked.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use chancery_ingest::{Limits, Media, content_type};
use flate2::read::MultiGzDecoder;
use ureq::http::{HeaderMap, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error, Timeout};
use url::Url;

use crate::config::WatchLimits;
use crate::link::{self, LinkFault};
use crate::resolve::{Allowed, Checked, NotPublic};
use crate::robots;

/// How long to wait for a connection at most, and never longer than a third of the time for the whole answer.
const CONNECT: Duration = Duration::from_secs(10);
/// How long to wait for the head of an answer at most, and never longer than two thirds of the time for the whole.
const FIRST: Duration = Duration::from_secs(20);
/// The longest head of an answer.
const HEAD_BYTES: usize = 64 << 10;
/// How many times its size a body may unpack to.
const MAX_RATIO: u64 = Limits::DEFAULT_MAX_RATIO;

/// What is asked for: it decides which answers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// A feed or sitemap: any type, since they go by many.
    Feed,
    /// A page with a report.
    Page,
    /// robots.txt, whose beginning is enough.
    Robots,
}

/// What to ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'r> {
    pub(crate) url: &'r Url,
    pub(crate) want: Want,
    /// The version that is known, in the server's words: its tag and its day.
    pub(crate) known: (Option<&'r str>, Option<&'r str>),
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Here it is.
    Whole(Received),
    /// It is as it was.
    NotModified,
    /// It is elsewhere.
    Moved(Result<Url, LinkFault>),
    /// Anything else, and when to ask again, if the server says so.
    Status { code: u16, retry_after: Option<String> },
}

/// A body with what the head says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) bytes: Vec<u8>,
    /// Its type, in small letters, without parameters; empty if none is given.
    pub(crate) media: String,
    pub(crate) charset: Option<String>,
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    NotPublic(#[from] NotPublic),
    #[error("it is {0}, which is no page with a report")]
    NotAPage(String),
    #[error("it is larger than {0} bytes; [limits] max_bytes in the config allows more, and `chancery watch --again refused` brings back pages refused for it")]
    TooLarge(u64),
    #[error("its body unpacks to more than {MAX_RATIO} times its size")]
    Bomb,
    #[error("it does not follow the rules of HTTP: {0}")]
    Protocol(String),
    #[error("it sends a type of compression that was not asked for: {0}")]
    Encoding(String),
    #[error("the host is not known")]
    UnknownHost,
    #[error("{0}")]
    Slow(&'static str),
    #[error("the secure connection fails: {0}")]
    Tls(String),
    #[error("the connection fails: {0}")]
    Connection(String),
}

impl Fault {
    /// Whether it may be gone the next time.
    pub(crate) fn is_temporary(&self) -> bool {
        matches!(self, Self::UnknownHost | Self::Slow(_) | Self::Tls(_) | Self::Connection(_))
    }
}

/// Makes requests; shared by all threads.
pub(crate) struct Fetcher {
    agent: Agent,
    max_bytes: u64,
}

impl Fetcher {
    pub(crate) fn new(limits: &WatchLimits, user_agent: &str, allowed: Allowed, roots: Vec<Certificate<'static>>) -> Self {
        Self { agent: agent(limits.timeout, user_agent, allowed, roots), max_bytes: limits.max_bytes }
    }

    /// Ask once. Gives the answer with the number of bytes of its body as sent.
    pub(crate) fn ask(&self, request: Request<'_>) -> Result<(Answer, u64), Fault> {
        let accept = match request.want {
            Want::Page => "text/html, application/xhtml+xml, text/plain;q=0.8, text/markdown;q=0.8",
            Want::Feed => "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/xml, application/json;q=0.9, */*;q=0.5",
            Want::Robots => "text/plain, */*;q=0.5",
        };
        let mut call = self.agent.get(request.url.as_str()).header("Accept", accept);
        let (etag, modified) = request.known;
        for (name, value) in [("If-None-Match", etag), ("If-Modified-Since", modified)] {
            if let Some(value) = value {
                call = call.header(name, value);
            }
        }
        let response = call.call().map_err(fault)?;
        let code = response.status().as_u16();
        match code {
            200 => self.receive(response, request.want).map(|(received, sent)| (Answer::Whole(received), sent)),
            304 if etag.or(modified).is_some() => Ok((Answer::NotModified, 0)),
            301 | 302 | 303 | 307 | 308 => {
                let target = header(response.headers(), "location").ok_or(LinkFault::Malformed);
                Ok((Answer::Moved(target.and_then(|target| link::join(request.url, &target))), 0))
            }
            _ => Ok((Answer::Status { code, retry_after: header(response.headers(), "retry-after") }, 0)),
        }
    }

    fn receive(&self, response: Response<Body>, want: Want) -> Result<(Received, u64), Fault> {
        let (media, charset) = content_type(&header(response.headers(), "content-type").unwrap_or_default());
        if want == Want::Page && Media::of(&media) == Media::Other {
            return Err(Fault::NotAPage(media));
        }
        let encoding = header(response.headers(), "content-encoding").unwrap_or_default().to_ascii_lowercase();
        let (etag, modified) = (header(response.headers(), "etag"), header(response.headers(), "last-modified"));
        let body = response.into_body();
        let announced = body.content_length().unwrap_or_default();
        let most = if want == Want::Robots { robots::MOST_BYTES as u64 } else { self.max_bytes };
        if announced > most && want != Want::Robots {
            return Err(Fault::TooLarge(most));
        }
        let sent = Sent { inner: body.into_reader(), count: 0 };
        let (mut bytes, sent) = match encoding.as_str() {
            "" | "identity" => plain(sent, most)?,
            "gzip" | "x-gzip" => unpack(sent, most)?,
            _ => return Err(Fault::Encoding(encoding)),
        };
        if bytes.len() as u64 > most {
            if want != Want::Robots {
                return Err(Fault::TooLarge(most));
            }
            bytes.truncate(robots::MOST_BYTES);
        }
        Ok((Received { bytes, media, charset, etag, modified }, sent))
    }
}

/// The body of an answer, unpacked, if it is not larger than this.
pub(crate) fn body(response: Response<Body>, most: u64) -> Result<Vec<u8>, Fault> {
    let encoding = header(response.headers(), "content-encoding").unwrap_or_default().to_ascii_lowercase();
    let sent = Sent { inner: response.into_body().into_reader(), count: 0 };
    let (bytes, _) = match encoding.as_str() {
        "" | "identity" => plain(sent, most)?,
        "gzip" | "x-gzip" => unpack(sent, most)?,
        _ => return Err(Fault::Encoding(encoding)),
    };
    if bytes.len() as u64 > most { Err(Fault::TooLarge(most)) } else { Ok(bytes) }
}

/// What makes requests: bounded in time, only to addresses that may be connected to, through no proxy, and to no address that an answer names.
pub(crate) fn agent(patience: Duration, user_agent: &str, allowed: Allowed, roots: Vec<Certificate<'static>>) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(user_agent)
        .accept_encoding("gzip")
        .max_response_header_size(HEAD_BYTES)
        .timeout_global(Some(patience))
        .timeout_connect(Some(CONNECT.min(patience / 3)))
        .timeout_recv_response(Some(FIRST.min(patience * 2 / 3)))
        .tls_config(tls)
        .build();
    let resolver = Checked { allowed, ..Checked::default() };
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// The certificates of the system that servers are held to: they are kept up to date, and an office may have added its own.
pub(crate) fn roots() -> Vec<Certificate<'static>> {
    rustls_native_certs::load_native_certs().certs.iter().map(|cert| Certificate::from_der(cert.as_ref()).to_owned()).collect()
}

/// Counts what is read.
struct Sent<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Sent<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

/// What a stream holds, up to one byte more than is allowed.
fn plain<R: Read>(mut sent: Sent<R>, most: u64) -> Result<(Vec<u8>, u64), Fault> {
    let mut bytes = Vec::new();
    sent.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|error| fault(error.into()))?;
    Ok((bytes, sent.count))
}

/// The same of a packed stream, in steps, so that a bomb is found before it is large.
fn unpack<R: Read>(sent: Sent<R>, most: u64) -> Result<(Vec<u8>, u64), Fault> {
    // Where archives are read the ratio counts from a size on that most pages may not have at all: here it counts well below their limit.
    let ratio_from = Limits::RATIO_FROM.min(most / 8);
    let mut unpacked = MultiGzDecoder::new(sent);
    let mut bytes = Vec::new();
    loop {
        let read = unpacked.by_ref().take((64 << 10).min(most + 1 - bytes.len() as u64)).read_to_end(&mut bytes).map_err(|error| fault(error.into()))?;
        let (size, sent) = (bytes.len() as u64, unpacked.get_ref().count);
        if size > ratio_from && size / MAX_RATIO > sent {
            return Err(Fault::Bomb);
        }
        if read == 0 || size > most {
            return Ok((bytes, sent));
        }
    }
}

/// What a body holds that is itself a packed file, as sitemaps often are.
pub(crate) fn unpacked(bytes: Vec<u8>, most: u64) -> Result<Vec<u8>, Fault> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(bytes);
    }
    let (bytes, _) = unpack(Sent { inner: bytes.as_slice(), count: 0 }, most)?;
    if bytes.len() as u64 > most { Err(Fault::TooLarge(most)) } else { Ok(bytes) }
}

/// A header's value as text, if it is some.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    // Addresses in UTF-8 do occur.
    std::str::from_utf8(value.as_bytes()).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Why a request failed, in our words.
pub(crate) fn fault(error: Error) -> Fault {
    match error {
        Error::Other(inner) => match inner.downcast::<NotPublic>() {
            Ok(private) => Fault::NotPublic(*private),
            Err(other) => Fault::Connection(other.to_string()),
        },
        Error::HostNotFound => Fault::UnknownHost,
        Error::Timeout(Timeout::Resolve) => Fault::Slow("its name could not be looked up in time"),
        Error::Timeout(Timeout::Connect) => Fault::Slow("no connection came about in time"),
        Error::Timeout(Timeout::RecvResponse) => Fault::Slow("no answer came in time"),
        Error::Timeout(_) => Fault::Slow("the answer did not come to its end in time"),
        Error::LargeResponseHeader(..) => Fault::Protocol("its head is too long".to_owned()),
        Error::Http(error) => Fault::Protocol(error.to_string()),
        Error::BadUri(error) => Fault::Protocol(error),
        Error::Protocol(error) => Fault::Protocol(error.to_string()),
        Error::Tls(error) => Fault::Tls(error.to_owned()),
        Error::Rustls(error) => Fault::Tls(error.to_string()),
        Error::Io(error) if is_name_fault(&error) => Fault::UnknownHost,
        Error::Io(error) => io_fault(&error),
        other => Fault::Connection(other.to_string()),
    }
}

/// Faults of rustls and of unpacking come as faults of reading.
fn io_fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>) => {
            Fault::Tls(error.to_string())
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Fault::Protocol(format!("its body cannot be unpacked: {error}")),
        io::ErrorKind::UnexpectedEof => Fault::Connection("it ends before all was sent".to_owned()),
        _ => Fault::Connection(error.to_string()),
    }
}

/// The library of the system tells names that it does not know by a text alone.
fn is_name_fault(error: &io::Error) -> bool {
    error.raw_os_error().is_none() && error.to_string().contains("failed to lookup address")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(bytes).expect("packed");
        out.finish().expect("packed")
    }

    #[test]
    fn what_is_packed_is_unpacked_within_bounds() {
        let read = |bytes: Vec<u8>, most: u64| unpacked(bytes, most).map_err(|fault| fault.to_string());
        assert_eq!(read(b"plain".to_vec(), 100), Ok(b"plain".to_vec()));
        assert_eq!(read(packed(b"a sitemap"), 9), Ok(b"a sitemap".to_vec()));
        assert!(read(packed(b"a sitemap"), 8).is_err_and(|why| why.contains("larger than 8 bytes")));
        let bomb = packed(&vec![0; 64 << 20]);
        assert!(read(bomb.clone(), 1 << 30).is_err_and(|why| why.contains("more than 200 times its size")));
        assert!(read(bomb, 1 << 20).is_err_and(|why| why.contains("larger than")));
        let small = packed(&vec![0; 7 << 20]);
        assert!(read(small, 8 << 20).is_err_and(|why| why.contains("more than 200 times its size")), "below what a page may have, too");
        let mut cut = packed(b"a sitemap");
        cut.truncate(15);
        assert!(read(cut, 100).is_err_and(|why| why.contains("it ends before all was sent")));
        assert!(read(b"\x1f\x8b\x08nonsense".to_vec(), 100).is_err());
    }

    proptest! {
        #[test]
        fn any_head_and_any_body_are_read_or_not(header in "\\PC{0,60}|[a-z/]{0,9};[ a-z=\"';-]{0,30}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (media, charset) = content_type(&header);
            prop_assert!(!media.contains(';') && charset.is_none_or(|charset| !charset.is_empty()));
            let bytes = [b"\x1f\x8b\x08".as_slice(), &bytes].concat();
            if let Ok(read) = unpacked(bytes, 1000) {
                prop_assert!(read.len() <= 1000);
            }
        }
    }
}
