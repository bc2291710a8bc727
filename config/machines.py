"""Which machine a host name is."""

from ipaddress import ip_address


def is_this_machine(host: str) -> bool:
    """Tell whether a connection to a host stays on this machine: its own names, or a socket's folder."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
