from bench.viewers import FLOODERS, run, table


def test_viewers_get_all_that_the_page_needs_alone_and_beside_a_flood() -> None:
    alone, flooded = run(3, lambda said: None)
    for load in (alone, flooded):
        assert load.errors == []
        assert len(load.page_ms) == len(load.whole_ms) == 3
        # The page, its modules, style sheets and pictures, and a batch of figures, for each.
        assert load.requests % 3 == 0
        assert load.requests > 3 * 40
        # Visits, commands, photos: however much is sent, there is a row for each name.
        assert load.rows == 3
    assert alone.flood == 0
    assert flooded.flood >= FLOODERS
    assert table([alone, flooded]).row_count == 2
