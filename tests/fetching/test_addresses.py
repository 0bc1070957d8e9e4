import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.fetching.addresses import is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "193.10.1.1", "1.1.1.1", "2001:4860:4860::8888", "2a00:801::1"])
def test_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",  # carrier-grade NAT
        "100.100.100.200",  # a cloud's metadata
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",  # a cloud's metadata
        "169.254.169.254",  # most clouds' metadata
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",  # a cloud's metadata
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:10.0.0.1",
        "64:ff9b::a00:1",  # 10.0.0.1 behind NAT64
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",  # Teredo
        "2001:db8::1",
        "2002:a00:1::1",  # 10.0.0.1 as 6to4
        "2002:808:808::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",  # a cloud's metadata
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_everything_behind_a_wall_is_not(address):
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_any_disguise_of_ipv6_is_not_public(ip):
    number = int(ip)
    for disguise in (number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1):
        assert not is_public(str(ipaddress.IPv6Address(disguise)))
