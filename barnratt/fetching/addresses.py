"""Which addresses the portal may reach: those of the open internet, and nothing that lies behind somebody's wall."""

import ipaddress

# All of IPv6 that is handed out to networks. Everything else of it is loopback, local, mapped (::ffff:127.0.0.1),
# translated (NAT64, 64:ff9b::/96) or not in use.
OPEN_IPV6 = ipaddress.ip_network("2000::/3")

# What ipaddress calls global in some or all versions of Python, but leads elsewhere.
NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's own services, as a machine there sees them
        "192.0.0.0/24",  # protocol assignments, among them a metadata service
        "192.88.99.0/24",  # relays for 6to4
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4: an IPv4 address, private ones too, in disguise
        "3fff::/20",  # documentation
    )
]


def is_public(address):
    """Whether an IP address, as text, belongs to the open internet."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip not in OPEN_IPV6:
        return False
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return not any(ip in network for network in NEVER if network.version == ip.version)
