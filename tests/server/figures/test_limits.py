from datetime import date

from server.figures import limits
from server.figures.limits import Limits

DAY = date(2026, 11, 21)


def test_one_address_is_stopped_and_the_next_is_heard() -> None:
    found = Limits()
    heard = sum(found.take("192.0.2.1", DAY, 1.0) for _ in range(10_000))
    assert heard == limits.ADDRESS_AT_ONCE
    assert found.take("192.0.2.2", DAY, 1.0)
    assert found.take("192.0.2.1", DAY, 2.0)


def test_many_addresses_together_are_stopped() -> None:
    found = Limits()
    heard = sum(found.take(f"10.0.{number // 250}.{number % 250}", DAY, 1.0) for number in range(5000))
    assert heard == limits.ALL_AT_ONCE


def test_one_campaign_does_not_use_up_what_is_of_the_others() -> None:
    found = Limits()
    assert sum(found.take_of("spring", 1.0) for _ in range(5000)) == limits.CAMPAIGN_AT_ONCE
    assert found.take_of("summer", 1.0)


def test_the_addresses_of_one_network_of_ipv6_are_one() -> None:
    found = Limits()
    heard = sum(found.take(f"2001:db8::{number:x}", DAY, 1.0) for number in range(1, 500))
    assert heard == limits.ADDRESS_AT_ONCE
    assert found.take("2001:db8:0:1::1", DAY, 1.0)


def test_no_address_is_kept_and_a_hash_means_nothing_on_another_day() -> None:
    found = Limits()
    found.take("192.0.2.1", DAY, 1.0)
    first = set(found.addresses.buckets)
    found.take("192.0.2.1", date(2026, 11, 22), 2.0)
    second = set(found.addresses.buckets)
    assert len(first) == len(second) == 1
    assert not first & second
    other = Limits()
    other.take("192.0.2.1", DAY, 1.0)
    assert not first & set(other.addresses.buckets)
    assert "192.0.2.1" not in repr([first, second])


def test_what_is_no_address_is_one_address() -> None:
    found = Limits()
    heard = sum(found.take(name, DAY, 1.0) for name in ("", "unix", "testclient") * 200)
    assert heard == limits.ADDRESS_AT_ONCE
