"""The network a request came from, for limits: a /24 or a /56, as one address there is cheap (security 9)."""

from __future__ import annotations

import ipaddress


def network_of(address: str | None) -> str | None:
    """The network of an address; ``None`` for what is none.

    Callers pass ``request.remote_addr`` and nothing else: headers such as ``X-Forwarded-For`` are anybody's
    to write (security 10). A shop behind a proxy says so with ``ProxyFix``.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))
