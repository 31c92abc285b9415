"""How much anybody may ask for."""

from collections import OrderedDict

# One process holds about this many on two small cores; the README's table says what they cost.
ROOMS = 1000
CONNECTIONS = 10_000
# A game needs three messages a round and a ping now and then; a burst is a fresh page.
MESSAGES_PER_S = 5.0
MESSAGES_AT_ONCE = 20.0
# Rooms opened, and codes guessed wrong, by one address.
TRIES_PER_S = 0.2
TRIES_AT_ONCE = 20.0
ADDRESSES = 10_000

JOIN_S = 10.0
SILENCE_S = 45.0
STALL_S = 20.0
# Messages that may wait for a slow fan; then all but the newest state are dropped.
WAITING = 8


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
    """One bucket for each address; the addresses longest unheard of are forgotten first."""

    def __init__(self) -> None:
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now_s: float) -> bool:
        """Take one out of an address' bucket."""
        bucket = self.buckets.pop(address, None) or Bucket(TRIES_PER_S, TRIES_AT_ONCE)
        self.buckets[address] = bucket
        if len(self.buckets) > ADDRESSES:
            self.buckets.popitem(last=False)
        return bucket.take(now_s)
