"""Resolving: one forbidden address refuses a name, and the answer is judged anew each time."""

import socket
import time

import pytest

from amends_webhooks import AddressRefused
from amends_webhooks.addresses import resolve


def answering(*addresses: str):
    """Return a stand-in for getaddrinfo."""

    def lookup(_host, port, **_):
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in addresses
        ]

    return lookup


def test_public_addresses_are_returned_in_order_and_once():
    lookup = answering("93.184.216.34", "2606:4700::1", "93.184.216.34")
    assert resolve("market.example", 443, lookup=lookup) == ["93.184.216.34", "2606:4700::1"]


@pytest.mark.parametrize(
    "bad", ["127.0.0.1", "10.0.0.1", "::1", "fe80::1%eth0", "169.254.169.254", "64:ff9b::7f00:1"]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_name_with_any_forbidden_address_is_refused(bad, place):
    addresses = ["93.184.216.34", "2606:4700::1"]
    addresses.insert(place, bad)
    with pytest.raises(AddressRefused, match=r"market\.example"):
        resolve("market.example", 443, lookup=answering(*addresses))


def test_only_networks_forbids_public_addresses():
    lookup = answering("93.184.216.34")
    with pytest.raises(AddressRefused):
        resolve("dev", 8080, allow_networks=("127.0.0.0/8",), only_networks=True, lookup=lookup)
    local = answering("127.0.0.1")
    assert resolve("dev", 8080, allow_networks=("127.0.0.0/8",), only_networks=True, lookup=local) == [
        "127.0.0.1"
    ]


def test_every_flip_of_a_rebinding_name_is_judged():
    flips = iter(["93.184.216.34", "127.0.0.1"] * 500)
    outcomes = []
    for _ in range(1000):
        try:
            outcomes.append(
                resolve("rebind.example", 443, lookup=lambda *_a, **_k: answering(next(flips))("", 443))[0]
            )
        except AddressRefused:
            outcomes.append("refused")
    assert outcomes == ["93.184.216.34", "refused"] * 500


def test_no_address_is_a_dns_failure():
    with pytest.raises(socket.gaierror):
        resolve("market.example", 443, lookup=answering())


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long"), ValueError("odd"), OSError()]
)
def test_a_failing_resolver_is_a_dns_failure(error):
    def fail(*_, **__):
        raise error

    with pytest.raises(socket.gaierror):
        resolve("market.example", 443, lookup=fail)


def test_a_hanging_resolver_holds_nobody():
    def hang(*_, **__):
        time.sleep(0.5)

    started = time.monotonic()
    with pytest.raises(socket.gaierror, match="within"):
        resolve("market.example", 443, lookup=hang, seconds=0.05)
    assert time.monotonic() - started < 0.4
