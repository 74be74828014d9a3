"""Which address a request comes from, as far as it can be known.

Each proxy appends the address that it was called from to `X-Forwarded-For`. What stands left of the last
`TRUSTED_PROXY_COUNT` entries was written by the caller, who can write anything.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
IPV6_PREFIX = 64
# The header may be as long as a server takes; what proxies wrote is at its end.
HEADER_LENGTH = 2000


def client_network(request: HttpRequest) -> str:
    """The address, or of IPv6 the network that one household or machine gets as a whole."""
    address = _parsed(_address(request))
    if address is None:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), IPV6_PREFIX), strict=False))
    return str(address)


def _address(request: HttpRequest) -> str:
    """Without its proxies a request has not come the way that it should: then only the connection is believed."""
    connection = str(request.META.get("REMOTE_ADDR", ""))
    count: int = settings.TRUSTED_PROXY_COUNT
    if count <= 0:
        return connection
    header = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))[-HEADER_LENGTH:]
    forwarded = [entry.strip() for entry in header.split(",")]
    if len(forwarded) < count or _parsed(forwarded[-count]) is None:
        return connection
    return forwarded[-count]


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Some proxies write the port too, as in `192.0.2.1:4711` and `[2001:db8::1]:4711`."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        return ipaddress.IPv6Address(int(address))
    return address
