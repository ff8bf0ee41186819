"""The address table, row by row."""

from ipaddress import ip_address

import pytest

from amends_webhooks import is_allowed

BAD = [
    "0.0.0.0",  # noqa: S104 - refused
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "8000::1",
    "fc00::1",
    "fd00::8",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "1fff::1",
    "2600::1%eth0",
]
GOOD = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.1",
    "203.0.112.255",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "2003::1",
    "3ffe::1",
    "2000::1",
]
NO_ADDRESS = [
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "127.0.0.1:80",
    "[::1]",
    "1.1.1.1/32",
    "١.1.1.1",
    " 1.1.1.1",
]


@pytest.mark.parametrize("address", BAD)
def test_a_special_address_is_refused(address):
    assert not is_allowed(address)


@pytest.mark.parametrize("address", GOOD)
def test_a_public_address_is_allowed(address):
    assert is_allowed(address)
    assert is_allowed(ip_address(address))


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_refused(text):
    assert not is_allowed(text, ("0.0.0.0/0", "::/0"))


def test_networks_add_to_the_table_and_only_themselves():
    assert is_allowed("127.0.0.1", ("127.0.0.0/8",))
    assert is_allowed("::1", ("127.0.0.0/8", "::1/128"))
    assert is_allowed("8.8.8.8", ("127.0.0.0/8",))
    assert not is_allowed("10.0.0.1", ("127.0.0.0/8",))
    assert not is_allowed("::1", ("127.0.0.0/8",))


def test_a_mapped_address_is_looked_up_unwrapped():
    assert is_allowed("::ffff:127.0.0.1", ("127.0.0.0/8",))
    assert not is_allowed("::ffff:10.0.0.1", ("127.0.0.0/8",))


@pytest.mark.parametrize("network", ["", "localhost", "127.0.0.1/8", "10.0.0.0/33"])
def test_a_bad_network_is_a_mistake_of_the_caller(network):
    with pytest.raises(ValueError, match=r"network|address|host bits"):
        is_allowed("10.0.0.1", (network,))
