"""Which addresses a webhook may be sent to: deny by default, one table, no DNS."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

_DENIED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # carrier NAT, RFC 6598; a cloud's metadata service
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's wire server, on a public address
        "169.254.0.0/16",  # link-local, RFC 3927; most clouds' metadata service
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # IETF protocols, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_DENIED_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocols, among them Teredo and ORCHID, RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, holds any IPv4 address, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)


def is_allowed(ip: str | IPAddress, allow_networks: Iterable[str] = ()) -> bool:
    """Tell whether webhooks may be sent to this address.

    Public unicast addresses are allowed; of IPv6 only 2000::/3 without its special ranges, so mapped,
    translated, unique-local and link-local forms all fall out. `allow_networks` (CIDR texts) adds to that.
    A text that is no address is not allowed.
    """
    address = parse_address(ip)
    if address is None:
        return False
    return is_public(address) or in_networks(address, allow_networks)


def is_public(address: IPAddress) -> bool:
    """Tell whether the address is public unicast by this module's table alone."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _DENIED_4)
    return address in _GLOBAL_6 and not any(address in network for network in _DENIED_6)


def in_networks(address: IPAddress, networks: Iterable[str]) -> bool:
    """Tell whether the address lies in one of the CIDR texts; an IPv4-mapped one is looked up unwrapped."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in parse_networks(tuple(networks)))


@lru_cache(maxsize=256)
def parse_networks(networks: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    """Read CIDR texts such as "127.0.0.0/8"; `ValueError` for one that is not, or has host bits set."""
    return tuple(ip_network(text) for text in networks)


def parse_address(ip: str | IPAddress) -> IPAddress | None:
    """Read one address; None for anything else, and for IPv6 with a zone such as fe80::1%eth0."""
    if isinstance(ip, str):
        try:
            ip = ip_address(ip)
        except ValueError:
            return None
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        return None
    return ip
