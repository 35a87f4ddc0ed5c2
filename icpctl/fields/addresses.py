"""IP addresses of the server: one, or a range `first-last`; public ones only.

`ipaddress` alone does not say what "public" is: is_global holds for multicast and changes between versions. So the
blocks of the IANA special-purpose registries (RFC 6890 and its updates) stand here, each with the name by which it is
refused.
"""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import dashes, limit, narrow, say, tidy

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST = 65_536
"""Addresses in one range at most; a filing names the addresses of a site, not a provider's network."""

# (network, wording key); the first that a range touches names the refusal.
SPECIAL: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/32", "ip_unspecified"),
    ("0.0.0.0/8", "ip_reserved"),
    ("10.0.0.0/8", "ip_private"),
    ("100.64.0.0/10", "ip_cgnat"),
    ("127.0.0.0/8", "ip_loopback"),
    ("169.254.0.0/16", "ip_link_local"),
    ("172.16.0.0/12", "ip_private"),
    ("192.0.2.0/24", "ip_documentation"),
    ("192.0.0.0/24", "ip_reserved"),
    ("192.88.99.0/24", "ip_reserved"),
    ("192.168.0.0/16", "ip_private"),
    ("198.18.0.0/15", "ip_benchmark"),
    ("198.51.100.0/24", "ip_documentation"),
    ("203.0.113.0/24", "ip_documentation"),
    ("224.0.0.0/4", "ip_multicast"),
    ("255.255.255.255/32", "ip_broadcast"),
    ("240.0.0.0/4", "ip_reserved"),
    ("::/128", "ip_unspecified"),
    ("::1/128", "ip_loopback"),
    ("::ffff:0:0/96", "ip_mapped"),
    ("fe80::/10", "ip_link_local"),
    ("fc00::/7", "ip_private"),
    ("fec0::/10", "ip_private"),
    ("ff00::/8", "ip_multicast"),
    ("2001:2::/48", "ip_benchmark"),
    ("2001:db8::/32", "ip_documentation"),
    ("3fff::/20", "ip_documentation"),
    ("2001::/23", "ip_reserved"),
    ("2002::/16", "ip_reserved"),
    # Only 2000::/3 is global unicast (RFC 4291); everything around it is reserved.
    ("::/3", "ip_reserved"),
    ("4000::/2", "ip_reserved"),
    ("8000::/1", "ip_reserved"),
)
_NETWORKS = tuple((ipaddress.ip_network(block), key) for block, key in SPECIAL)
_JOINTS = re.compile(r" *([-~/]|至|到) *")
_V4 = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,10}){3}")
_V4_PORT = re.compile(r"[0-9.]+:[0-9]+|\[[0-9a-fA-F:.]+\]:[0-9]+")


def parse_ip(text: str, context: Mapping[str, Any]) -> Parsed:
    """A public IPv4 or IPv6 address, a range `first-last`, or a network (CIDR), which becomes its range."""
    del context
    changes: list[Remark] = []
    tidied = limit(tidy(text, changes), 1, 200)
    stopped = tidied.replace("。", ".")
    if stopped != tidied:
        say(changes, "full_stops")
    typed = dashes(narrow(stopped, changes), changes)
    joined = _JOINTS.sub(lambda m: "/" if m[1] == "/" else "-", typed)
    if joined != typed:
        say(changes, "range_form")
    if " " in joined:
        raise FieldError("ip_space")
    if "/" in joined:
        first, last = _network(joined)
        say(changes, "network_to_range")
    else:
        left, dash, right = joined.partition("-")
        first = _address(left)
        last = _address(right) if dash else first
    _refuse_range(first, last)
    value = str(first) if first == last else f"{first}-{last}"
    if value != joined and "/" not in joined:
        say(changes, "ip_form")
    return Parsed(value, tuple(changes))


def _refuse_range(first: Address, last: Address) -> None:
    if first.version != last.version:
        raise FieldError("ip_families")
    if int(last) < int(first):
        raise FieldError("ip_order")
    size = int(last) - int(first) + 1
    key = special(first, last)
    if key is not None:
        raise FieldError(key)
    if size > MOST:
        raise FieldError("ip_range_large", most=MOST)


def special(first: Address, last: Address) -> str | None:
    """The wording key of the first special-purpose block that the range touches; None when it is wholly public."""
    for network, key in _NETWORKS:
        if (
            network.version == first.version
            and int(first) <= int(network.broadcast_address)
            and int(last) >= int(network.network_address)
        ):
            return key
    return None


def _network(text: str) -> tuple[Address, Address]:
    base, _, length = text.partition("/")
    if "://" in text:
        raise FieldError("ip_url")
    address = _address(base)
    if not re.fullmatch(r"[0-9]{1,3}", length) or int(length) > address.max_prefixlen:
        raise FieldError("ip_prefix", most=address.max_prefixlen)
    try:
        network = ipaddress.ip_network((address, int(length)))
    except ValueError as error:
        raise FieldError("ip_host_bits") from error
    return network.network_address, network.broadcast_address


def _address(text: str) -> Address:
    if _V4_PORT.fullmatch(text):
        raise FieldError("ip_port")
    if _V4.fullmatch(text):
        parts = text.split(".")
        if any(len(p) > 1 and p[0] == "0" for p in parts):
            raise FieldError("ip_leading_zero")
        if any(int(p) > 255 for p in parts):
            raise FieldError("ip_octet")
    if "%" in text:
        raise FieldError("ip_zone")
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise FieldError("ip") from error


def mask_ip(value: str) -> str:
    """The address of a server is public."""
    return value
