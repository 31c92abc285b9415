from hypothesis import given
from hypothesis import strategies as st

from server.rooms.tokens import CODE, bearer, new_code, new_fan, token

SECRET = b"s" * 32


def test_a_code_can_be_read_aloud():
    codes = [new_code() for _ in range(200)]
    assert all(CODE.fullmatch(code) for code in codes)
    assert not set("".join(codes)) & set("IO01")
    assert len(set(codes)) == 200


def test_a_token_names_its_bearer_in_its_own_room_only():
    fan = new_fan()
    mine = token(SECRET, "AAAAAA", fan)
    assert bearer(SECRET, "AAAAAA", mine) == fan
    assert bearer(SECRET, "BBBBBB", mine) is None
    assert bearer(b"t" * 32, "AAAAAA", mine) is None


def test_a_fans_token_does_not_make_an_anchor():
    signature = token(SECRET, "AAAAAA", new_fan()).partition(".")[2]
    assert bearer(SECRET, "AAAAAA", f"anchor.{signature}") is None


@given(st.text(max_size=80))
def test_no_text_is_a_token_by_chance(text):
    assert bearer(SECRET, "AAAAAA", text) is None
