//! Secrets: making them, and the hashes that are kept of them.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{AccessError, Result};

/// A password has at least so many letters.
pub const SHORTEST: usize = 12;
/// And at most so many, which bounds the work.
const LONGEST: usize = 1000;

/// Argon2id with what OWASP recommends (Password Storage Cheat Sheet): 19 MiB, two rounds, one lane.
const MEMORY: u32 = 19 * 1024;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;

/// What is hashed against where there is no such account: it takes as long, and nothing fits it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY, ROUNDS, LANES, None).map_err(|error| AccessError::Unfit(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash to keep of a secret, with a salt of its own.
pub(crate) fn hash(secret: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| AccessError::Random)?;
    let hash: PasswordHash = argon()?.hash_password_with_salt(secret.as_bytes(), &salt).map_err(|error| AccessError::Unfit(error.to_string()))?;
    Ok(hash.to_string())
}

/// Whether a secret is the one that a hash was made of. Without a hash it is not, and to find that out takes as long.
pub(crate) fn fits(secret: &str, hash: Option<&str>) -> bool {
    let Ok(kept) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let same = argon().is_ok_and(|argon| argon.verify_password(secret.as_bytes(), &kept).is_ok());
    same && hash.is_some()
}

/// A password as it is hashed: keyboards put letters with marks together in different ways.
pub(crate) fn password(given: &str) -> String {
    given.nfc().take(LONGEST + 1).collect()
}

/// The hash to keep of a password, if it is one.
pub(crate) fn new_password(given: &str) -> Result<String> {
    let password = password(given);
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(AccessError::Unfit(format!("a password has {SHORTEST} letters or more; a few words are easy to remember")));
    }
    if letters > LONGEST {
        return Err(AccessError::Unfit(format!("a password has at most {LONGEST} letters")));
    }
    hash(&password)
}

/// So many random bytes, written in hexadecimal.
pub(crate) fn random<const N: usize>() -> Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| AccessError::Random)?;
    Ok(hex(&bytes))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What somebody holds who may ask without a password (a session, a token that was looked at before), as it is remembered here. It has 256
/// random bits, so a fast hash is enough.
pub(crate) fn digest(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_fits_its_own_hash_only() {
        let kept = hash("correct horse battery").expect("a hash");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("correct horse battery", Some(&kept)));
        assert!(!fits("correct horse batterz", Some(&kept)));
        assert!(!fits("correct horse battery", Some("no hash at all")));
        assert_ne!(hash("correct horse battery").expect("a hash"), kept, "each has a salt of its own");
    }

    #[test]
    fn nobody_has_no_password_and_the_same_costs() {
        let costs = |kept: &str| kept.rsplitn(3, '$').nth(2).expect("costs").to_owned();
        assert_eq!(costs(NOBODY), costs(&hash("correct horse battery").expect("a hash")), "it takes as long");
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!fits("", None) && !fits("correct horse battery", None));
    }

    #[test]
    fn a_password_is_long_enough_and_typed_on_any_keyboard() {
        assert!(new_password("eleven char").is_err());
        assert!(new_password("mười hai chữ").is_ok(), "letters are counted, not bytes");
        assert!(new_password(&"x".repeat(1001)).is_err());
        let kept = new_password("mật khẩu của tôi").expect("a hash");
        let decomposed: String = "mật khẩu của tôi".nfd().collect();
        assert!(fits(&password(&decomposed), Some(&kept)));
        assert!(!fits(&password(&"x".repeat(5000)), Some(&kept)));
    }
}
