"""May a page be read from this address? Only from public ones: a name may lead into the user's own network."""

import ipaddress
import re

_HOST = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.IGNORECASE)
_CARRIER = ipaddress.ip_network("100.64.0.0/10")
# Addresses of the other family in which one of the first hides: 6to4, Teredo, NAT64.
_WRAPPED = tuple(ipaddress.ip_network(n) for n in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"))


def is_public(text: str) -> bool:
    """True for an address of the open internet: not loopback, private, link-local, carrier, multicast or reserved.

    An IPv6 address that holds an IPv4 one is never public here: nobody serves a site on it.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or address.sixtofour or address.teredo or any(address in net for net in _WRAPPED):
            return False
    elif address in _CARRIER:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified or "%" in text)


def ascii_host(host: str) -> str:
    """A host in its ASCII form, "" for what is none; an address of IPv6 stands in brackets."""
    bare = host.strip().rstrip(".").lower()
    if bare.startswith("[") and bare.endswith("]"):
        return bare
    if not bare.isascii():
        import idna

        try:
            bare = idna.encode(bare, uts46=True).decode("ascii")
        except idna.IDNAError:
            return ""
    return bare if _HOST.fullmatch(bare) else ""
