"""How often something may be done: buckets that fill with time."""

from collections import OrderedDict

ADDRESSES = 10_000


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
    """One bucket for each address; the addresses longest unheard of are forgotten first.

    Parameters
    ----------
    per_s, most : float
        What each bucket fills by in a second, and what it holds.
    """

    def __init__(self, per_s: float, most: float) -> None:
        self.per_s, self.most = per_s, most
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now_s: float) -> bool:
        """Take one out of an address' bucket."""
        bucket = self.buckets.pop(address, None) or Bucket(self.per_s, self.most)
        self.buckets[address] = bucket
        if len(self.buckets) > ADDRESSES:
            self.buckets.popitem(last=False)
        return bucket.take(now_s)
