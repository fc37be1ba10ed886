//! Long lists of numbers in the pack: one run of bytes of fixed width, because start-up would spend most of its time on their varints.
//! For `#[serde(with = "crate::packed")]`.

use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

/// What has a fixed width.
pub(crate) trait Fixed: Sized {
    /// How many bytes.
    const WIDTH: usize;

    /// Append them.
    fn put(&self, out: &mut Vec<u8>);

    /// Take them off the front.
    fn take(bytes: &mut &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            const WIDTH: usize = size_of::<Self>();

            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn take(bytes: &mut &[u8]) -> Option<Self> {
                let (head, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(Self::from_le_bytes(*head))
            }
        }
    )*};
}

numbers!(u32, u64, u128);

impl<A: Fixed, B: Fixed> Fixed for (A, B) {
    const WIDTH: usize = A::WIDTH + B::WIDTH;

    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    #[inline]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::take(bytes)?, B::take(bytes)?))
    }
}

pub(crate) fn serialize<T: Fixed, S: Serializer>(list: &[T], to: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(list.len() * T::WIDTH);
    for item in list {
        item.put(&mut bytes);
    }
    to.serialize_bytes(&bytes)
}

pub(crate) fn deserialize<'de, T: Fixed, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    from.deserialize_bytes(Bytes(PhantomData))
}

struct Bytes<T>(PhantomData<T>);

impl<T: Fixed> Visitor<'_> for Bytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let items = bytes.chunks_exact(T::WIDTH);
        if !items.remainder().is_empty() {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        let mut out = Vec::with_capacity(items.len());
        for mut item in items {
            out.extend(T::take(&mut item));
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Lists {
        #[serde(with = "crate::packed")]
        some: Vec<(u64, u32)>,
        #[serde(with = "crate::packed")]
        none: Vec<u128>,
        after: u8,
    }

    #[test]
    fn lists_come_back_as_they_were() {
        let lists = Lists { some: vec![(u64::MAX, 0), (1, u32::MAX)], none: Vec::new(), after: 7 };
        let bytes = postcard::to_allocvec(&lists).expect("bytes");
        assert_eq!(bytes.len(), 1 + 24 + 1 + 1);
        assert_eq!(postcard::from_bytes::<Lists>(&bytes).expect("lists"), lists);
        assert!(postcard::from_bytes::<Lists>(&[1, 0, 0, 0]).is_err());
    }
}
