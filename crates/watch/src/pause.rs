//! How long to wait before something is asked for again: as the server says, or longer each time.

use std::time::Duration;

/// The longest time that anything is put off, in seconds.
pub(crate) const LONGEST_PAUSE: i64 = 24 * 60 * 60;

/// How many seconds a server asks to wait: it gives their number or a time. At most a day.
pub(crate) fn retry_after(text: &str, now: i64) -> Option<i64> {
    let seconds = match text.trim().parse::<u64>() {
        Ok(seconds) => i64::try_from(seconds).unwrap_or(i64::MAX),
        Err(_) => jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?.as_second().saturating_sub(now),
    };
    Some(seconds.clamp(0, LONGEST_PAUSE))
}

/// The pause before another try, in seconds: twice as long each time, at most a day.
pub(crate) fn back_off(first: Duration, tries: u32) -> i64 {
    let first = i64::try_from(first.as_secs()).unwrap_or(i64::MAX);
    first.saturating_mul(1_i64 << tries.saturating_sub(1).min(20)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_a_pause_or_none(text in "\\PC{0,40}|[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{1,9} [0-9:]{0,9} [A-Z+0-9-]{0,5}", now in any::<i64>()) {
            prop_assert!(retry_after(&text, now).is_none_or(|wait| (0..=LONGEST_PAUSE).contains(&wait)));
        }
    }

    #[test]
    fn a_server_may_ask_for_a_pause_in_two_ways() {
        for (text, wait) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999", None),
            ("9999999", Some(LONGEST_PAUSE)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(80)),
            ("Wed, 21 Oct 2015 07:26:00 GMT", Some(0)),
            ("Wed, 21 Oct 2099 07:26:00 GMT", Some(LONGEST_PAUSE)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(text, 1_445_412_400), wait, "{text}");
        }
    }

    #[test]
    fn pauses_double_up_to_a_day() {
        let pauses = |first: u64| [1, 2, 3, 10, u32::MAX].map(|tries| back_off(Duration::from_secs(first), tries));
        assert_eq!(pauses(600), [600, 1200, 2400, LONGEST_PAUSE, LONGEST_PAUSE]);
        assert_eq!(pauses(0), [0; 5]);
    }
}
