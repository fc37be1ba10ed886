//! Which addresses may be connected to: those of the public Internet, and those that the user named and allowed.
//!
//! What a feed, a page or a redirect names is chosen by strangers, and the machine that runs this may reach more than they do. So every
//! address is looked at after names were looked up, in the very step that hands it to the connection (`resolve`), and whatever is not
//! known to be public is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not one of the public Internet; nothing if it is one.
pub(crate) fn not_public(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => not_public_v4(v4),
        IpAddr::V6(v6) => not_public_v6(v6),
    }
}

/// The special blocks of IPv4, by the registry of special-purpose addresses: first address, length of the prefix, what it is for.
const SPECIAL_V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "unspecified"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by a provider's customers"),
    ([127, 0, 0, 0], 8, "loopback"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "reserved"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for measurements"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// The special blocks within the public part of IPv6.
const SPECIAL_V6: &[([u16; 3], u32, &str)] = &[
    ([0x2001, 0, 0], 23, "reserved"),
    ([0x2001, 0xdb8, 0], 32, "for documentation"),
    ([0x2620, 0x4f, 0x8000], 48, "reserved"),
    ([0x3fff, 0, 0], 20, "for documentation"),
];

fn not_public_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let within = |(block, length, _): &&([u8; 4], u32, &str)| (bits ^ u32::from_be_bytes(*block)) >> (32 - length) == 0;
    SPECIAL_V4.iter().find(within).map(|(_, _, what)| *what)
}

/// Addresses that carry one of IPv4 are as good as that one. Of the rest, only 2000::/3 is public.
fn not_public_v6(address: Ipv6Addr) -> Option<&'static str> {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 0] => return Some("unspecified"),
        [0, 0, 0, 0, 0, 0, 0, 1] => return Some("loopback"),
        // Mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => return not_public_v4(embedded(high, low)),
        // 6to4 (2002::/16).
        [0x2002, high, low, ..] => return not_public_v4(embedded(high, low)),
        // Teredo (2001::/32) is within a reserved block. An interface named by an IPv4 address (ISATAP):
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => {
            if let Some(what) = not_public_v4(embedded(high, low)) {
                return Some(what);
            }
        }
        [0xfc00..=0xfdff, ..] => return Some("private"),
        [0xfe80..=0xfebf, ..] => return Some("link-local"),
        [0xff00..=0xffff, ..] => return Some("multicast"),
        _ => {}
    }
    let bits = address.to_bits();
    if bits >> 125 != 1 {
        return Some("reserved");
    }
    let within = |([a, b, c], length, _): &&([u16; 3], u32, &str)| {
        let block = u128::from(*a) << 112 | u128::from(*b) << 96 | u128::from(*c) << 80;
        (bits ^ block) >> (128 - length) == 0
    };
    SPECIAL_V6.iter().find(within).map(|(_, _, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        let cases = [
            ("8.8.8.8", ""),
            ("1.1.1.1", ""),
            ("9.255.255.255", ""),
            ("11.0.0.0", ""),
            ("100.63.255.255", ""),
            ("100.128.0.0", ""),
            ("126.255.255.255", ""),
            ("128.0.0.1", ""),
            ("172.15.255.255", ""),
            ("172.32.0.0", ""),
            ("192.167.255.255", ""),
            ("192.169.0.0", ""),
            ("198.17.255.255", ""),
            ("198.20.0.0", ""),
            ("223.255.255.255", ""),
            ("0.0.0.0", "unspecified"),
            ("0.1.2.3", "unspecified"),
            ("10.0.0.1", "private"),
            ("10.255.255.255", "private"),
            ("100.64.0.1", "shared by a provider's customers"),
            ("100.127.255.255", "shared by a provider's customers"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("169.254.169.254", "link-local"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.0.0.8", "reserved"),
            ("192.0.2.1", "for documentation"),
            ("192.88.99.1", "reserved"),
            ("192.168.1.1", "private"),
            ("198.18.0.1", "for measurements"),
            ("198.19.255.255", "for measurements"),
            ("198.51.100.7", "for documentation"),
            ("203.0.113.7", "for documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "reserved"),
            ("2606:4700::1111", ""),
            ("2a00:1450::1", ""),
            ("2001:4860:4860::8888", ""),
            ("2001:200::1", ""),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::2", "reserved"),
            ("::7f00:1", "reserved"),
            ("::ffff:127.0.0.1", "loopback"),
            ("::ffff:10.1.2.3", "private"),
            ("::ffff:169.254.169.254", "link-local"),
            ("::ffff:8.8.8.8", ""),
            ("::ffff:0:10.1.2.3", "reserved"),
            ("64:ff9b::10.0.0.1", "private"),
            ("64:ff9b::127.0.0.1", "loopback"),
            ("64:ff9b::8.8.8.8", ""),
            ("64:ff9b:1::8.8.8.8", "reserved"),
            ("100::1", "reserved"),
            ("2002:7f00:1::1", "loopback"),
            ("2002:a00:1::", "private"),
            ("2002:c0a8:101::5", "private"),
            ("2002:808:808::1", ""),
            ("2001::1", "reserved"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved"),
            ("2001:2::1", "reserved"),
            ("2001:10::1", "reserved"),
            ("2001:20::1", "reserved"),
            ("2001:1ff:ffff::", "reserved"),
            ("2001:db8::1", "for documentation"),
            ("2001:db9::1", ""),
            ("2620:4f:8000::1", "reserved"),
            ("3fff::1", "for documentation"),
            ("3fff:fff::1", "for documentation"),
            ("3fff:1000::1", ""),
            ("2a00::5efe:10.0.0.1", "private"),
            ("2a00::200:5efe:192.168.0.1", "private"),
            ("2a00::5efe:8.8.8.8", ""),
            ("4000::1", "reserved"),
            ("1fff::1", "reserved"),
            ("5f00::1", "reserved"),
            ("fc00::1", "private"),
            ("fd12:3456::1", "private"),
            ("fe80::1", "link-local"),
            ("febf::1", "link-local"),
            ("fec0::1", "reserved"),
            ("ff02::1", "multicast"),
        ];
        for (address, what) in cases {
            let parsed: IpAddr = address.parse().expect("an address");
            assert_eq!(not_public(parsed).unwrap_or_default(), what, "{address}");
        }
    }
}
