//! The one place that looks at a clock that only ever goes forward: rests between requests need one.

use std::time::Instant;

/// Now.
#[expect(clippy::disallowed_methods, reason = "how long a host was left alone depends on time; what is written down never does")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
