"""What ships is the smallest that is good enough."""

from models.compare import Row, shipped


def test_the_smallest_within_the_limits_ships():
    rows = [
        Row("palm", "float32", 9),
        Row("palm", "int8-channels", 1, is_within=False),
        Row("palm", "int8-blocks", 2),
        Row("palm", "exact", 4),
        Row("hand", "int8-blocks", 2, is_within=False),
        Row("hand", "exact", 4),
    ]
    assert shipped(rows) == {"palm": "int8-blocks", "hand": "exact"}
