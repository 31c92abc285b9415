"""How much may be counted: for all, for one campaign, for one address."""

import hashlib
import secrets
from datetime import date

from server.buckets import Bucket, Buckets, network

# Five hundred viewers who speak every 15 s are 33 a second, and they may all come at once.
ALL_PER_S, ALL_AT_ONCE = 400.0, 800.0
CAMPAIGN_PER_S, CAMPAIGN_AT_ONCE = 200.0, 600.0
# A hall of viewers has one address too: twenty a second are three hundred of them.
ADDRESS_PER_S, ADDRESS_AT_ONCE = 20.0, 300.0


class Limits:
    """Whether one more is taken. Addresses are not kept: of each there is a hash, in memory alone.

    The hash has a secret that is another every day and goes with the process, so that nobody can tell
    later whose it was, or that two days' are the same.
    """

    def __init__(self) -> None:
        self.all = Bucket(ALL_PER_S, ALL_AT_ONCE)
        self.campaigns = Buckets(CAMPAIGN_PER_S, CAMPAIGN_AT_ONCE)
        self.addresses = Buckets(ADDRESS_PER_S, ADDRESS_AT_ONCE)
        self.secret, self.day = b"", date.min

    def take(self, address: str, today: date, now_s: float) -> bool:
        """Tell whether an address may say one more thing; a moment in seconds of any steady clock."""
        # The address first: one that floods uses up nothing that is of all.
        return self.addresses.take(self._hash(address, today), now_s) and self.all.take(now_s)

    def take_of(self, slug: str, now_s: float) -> bool:
        """Tell whether one more thing may be said of a campaign."""
        return self.campaigns.take(slug, now_s)

    def _hash(self, address: str, today: date) -> str:
        if today != self.day:
            self.secret, self.day = secrets.token_bytes(32), today
            self.addresses.buckets.clear()
        return hashlib.blake2b(network(address), key=self.secret, digest_size=12).hexdigest()
