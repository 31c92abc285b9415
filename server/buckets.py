"""How often something may be done: buckets that fill with time."""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

NAMES = 10_000


class Bucket:
    """A bucket that fills with time: `take` says whether one more is allowed."""

    __slots__ = ("left", "most", "per_s", "then_s")

    def __init__(self, per_s: float, most: float) -> None:
        self.per_s, self.most, self.left, self.then_s = per_s, most, most, 0.0

    def take(self, now_s: float) -> bool:
        """Take one out at a time in seconds of any steady clock."""
        self.left = min(self.most, self.left + (now_s - self.then_s) * self.per_s)
        self.then_s = now_s
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Buckets:
    """One bucket for each name; the names longest unheard of are forgotten first.

    Parameters
    ----------
    per_s, most : float
        What each bucket fills by in a second, and what it holds.
    """

    def __init__(self, per_s: float, most: float) -> None:
        self.per_s, self.most = per_s, most
        self.buckets: OrderedDict[str | bytes, Bucket] = OrderedDict()

    def take(self, name: str | bytes, now_s: float) -> bool:
        """Take one out of a name's bucket: an address, a campaign."""
        bucket = self.buckets.pop(name, None) or Bucket(self.per_s, self.most)
        self.buckets[name] = bucket
        if len(self.buckets) > NAMES:
            self.buckets.popitem(last=False)
        return bucket.take(now_s)


def network(address: str) -> bytes:
    """Give what one viewer has for sure: of IPv6 the first half, as the other is theirs to choose."""
    try:
        found = ip_address(address)
    except ValueError:
        return b""
    return found.packed[:8] if isinstance(found, IPv6Address) else found.packed
