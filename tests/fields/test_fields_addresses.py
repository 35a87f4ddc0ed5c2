"""IP addresses. Behaviour of `ipaddress` that changes between versions is pinned here by cases."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.fields import FieldError, addresses, parse


def refused(text: str) -> str:
    with pytest.raises(FieldError) as error:
        parse("ip", text)
    assert error.value.text()
    return error.value.key


@pytest.mark.parametrize(
    ("text", "value", "keys"),
    [
        ("119.29.29.29", "119.29.29.29", []),
        ("１１９．２９．２９．２９", "119.29.29.29", ["narrowed"]),
        ("119。29。29。29", "119.29.29.29", ["full_stops"]),
        ("119.29.29.1-119.29.29.9", "119.29.29.1-119.29.29.9", []),
        ("119.29.29.1 – 119.29.29.9", "119.29.29.1-119.29.29.9", ["dashes", "range_form"]),
        ("119.29.29.1至119.29.29.9", "119.29.29.1-119.29.29.9", ["range_form"]),
        ("119.29.29.1~119.29.29.9", "119.29.29.1-119.29.29.9", ["range_form"]),
        ("119.29.29.29-119.29.29.29", "119.29.29.29", ["ip_form"]),
        ("119.29.29.0/28", "119.29.29.0-119.29.29.15", ["network_to_range"]),
        ("119.29.29.29/32", "119.29.29.29", ["network_to_range"]),
        ("2400:3200::1", "2400:3200::1", []),
        ("2400:3200:0:0:0:0:0:1", "2400:3200::1", ["ip_form"]),
        ("2400:3200::/124", "2400:3200::-2400:3200::f", ["network_to_range"]),
    ],
)
def test_addresses(text: str, value: str, keys: list[str]) -> None:
    parsed = parse("ip", text)
    assert parsed.value == value
    assert [c.key for c in parsed.changes] == keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("0.0.0.0/32", "ip_unspecified"),
        ("0.1.2.3", "ip_reserved"),
        ("10.0.0.1", "ip_private"),
        ("100.64.0.1", "ip_cgnat"),
        ("127.0.0.1", "ip_loopback"),
        ("169.254.1.1", "ip_link_local"),
        ("172.16.0.1", "ip_private"),
        ("172.31.255.255", "ip_private"),
        ("192.0.0.1", "ip_reserved"),
        ("192.0.2.1", "ip_documentation"),
        ("192.88.99.1", "ip_reserved"),
        ("192.168.1.1", "ip_private"),
        ("198.18.0.1", "ip_benchmark"),
        ("198.51.100.1", "ip_documentation"),
        ("203.0.113.10", "ip_documentation"),
        ("224.0.0.1", "ip_multicast"),
        ("239.1.1.1", "ip_multicast"),
        ("240.0.0.1", "ip_reserved"),
        ("255.255.255.255", "ip_broadcast"),
        ("::", "ip_unspecified"),
        ("::1", "ip_loopback"),
        ("::ffff:119.29.29.29", "ip_mapped"),
        ("fe80::1", "ip_link_local"),
        ("fd00::1", "ip_private"),
        ("fec0::1", "ip_private"),
        ("ff02::1", "ip_multicast"),
        ("2001:db8::1", "ip_documentation"),
        ("3fff::1", "ip_documentation"),
        ("2001::1", "ip_reserved"),
        ("2001:2::1", "ip_benchmark"),
        ("2002::1", "ip_reserved"),
        ("64:ff9b::1", "ip_reserved"),
        ("100::1", "ip_reserved"),
        ("4000::1", "ip_reserved"),
        ("9000::1", "ip_reserved"),
    ],
)
def test_what_is_not_public_is_named(text: str, key: str) -> None:
    assert refused(text) == key


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.32.0.1", "223.255.255.254"]
)
def test_neighbours_of_special_blocks_are_public(text: str) -> None:
    assert parse("ip", text).value == text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("119.29.29.029", "ip_leading_zero"),
        ("119.29.29.29:80", "ip_port"),
        ("[2400:3200::1]:80", "ip_port"),
        ("119.29.29.256", "ip_octet"),
        ("119.29.29", "ip"),
        ("example.com", "ip"),
        ("http://119.29.29.29", "ip_url"),
        ("119.29.29.29 119.29.29.30", "ip_space"),
        ("119.29.29.29/8", "ip_host_bits"),
        ("119.29.29.0/33", "ip_prefix"),
        ("119.29.29.0/", "ip_prefix"),
        ("119.29.29.0/255.255.255.0", "ip_prefix"),
        ("119.29.29.9-119.29.29.1", "ip_order"),
        ("119.29.29.9-2400:3200::1", "ip_families"),
        ("119.29.29.9-", "ip"),
        ("fe80::1%eth0", "ip_zone"),
        ("9.255.255.255-10.0.0.1", "ip_private"),
        ("9.0.0.0-11.0.0.0", "ip_private"),
        ("119.0.0.0/15", "ip_range_large"),
        ("2400:3200::/64", "ip_range_large"),
        ("0.0.0.0/0", "ip_unspecified"),
    ],
)
def test_addresses_refused(text: str, key: str) -> None:
    assert refused(text) == key


def test_the_largest_range() -> None:
    assert parse("ip", "119.29.0.0/16").value == "119.29.0.0-119.29.255.255"


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_the_standard_library_calls_special_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if addresses.special(address, address) is None:
        assert address.is_global
        assert not (address.is_multicast or address.is_reserved or address.is_private or address.is_loopback)
        assert parse("ip", str(address)).value == str(address)


@given(st.ip_addresses(v=4, network="119.0.0.0/8"), st.integers(0, 65_535))
def test_ranges_come_back(first: ipaddress.IPv4Address, size: int) -> None:
    last = min(int(first) + size, int(ipaddress.IPv4Address("119.255.255.255")))
    text = f"{first}-{ipaddress.IPv4Address(last)}"
    parsed = parse("ip", text)
    assert parsed.value == (text if last > int(first) else str(first))
