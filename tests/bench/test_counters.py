from bench.counters import run, table


def test_each_kind_of_batch_is_answered_as_it_should_and_has_its_cost() -> None:
    costs = run(20)
    assert {cost.batch: cost.status for cost in costs} == {
        "taken and counted": 204,
        "from an address that floods": 429,
        "from another site": 403,
        "too large": 413,
        "not figures": 400,
        "of no campaign": 404,
    }
    assert all(cost.us > 0 and cost.per_s > 0 for cost in costs)
    assert table(costs).row_count == len(costs)
