//! Days of made-up reports. Months have 28 days here, so that every day is one.

use crate::random::Random;

/// A day.
#[expect(clippy::struct_field_names, reason = "a day has a year, a month and a day")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: usize,
    pub month: usize,
    pub day: usize,
}

impl Day {
    /// A day in 2023 to 2026.
    pub fn any(random: &mut Random) -> Self {
        Self { year: 2023 + random.below(4), month: 1 + random.below(12), day: 1 + random.below(28) }
    }

    /// The day so many days after the first of 2023.
    pub fn nth(days: usize) -> Self {
        Self { year: 2023 + days / (12 * 28), month: days / 28 % 12 + 1, day: days % 28 + 1 }
    }

    /// The day so many days before.
    pub fn before(self, days: usize) -> Self {
        let number = (self.year * 12 + self.month - 1) * 28 + self.day - 1 - days;
        Self { year: number / (12 * 28), month: number / 28 % 12 + 1, day: number % 28 + 1 }
    }

    /// ISO 8601.
    pub fn iso(self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other() {
        assert_eq!(Day::nth(0).iso(), "2023-01-01");
        assert_eq!(Day::nth(12 * 28 + 30).iso(), "2024-02-03");
        assert_eq!(Day::nth(12 * 28).before(1), Day::nth(12 * 28 - 1));
    }

    #[test]
    fn a_day_before_new_year_lies_in_the_old_one() {
        let day = Day { year: 2024, month: 1, day: 2 };
        assert_eq!(day.before(1).iso(), "2024-01-01");
        assert_eq!(day.before(2).iso(), "2023-12-28");
    }
}
