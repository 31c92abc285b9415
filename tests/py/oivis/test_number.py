import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.number import check_number


@given(st.one_of(st.integers(), st.floats(), st.integers(9_000, 40_000).map(lambda power: 1 << power)))
def test_a_number_is_of_the_range_or_refused_with_it(value):
    if -1 <= value <= 2.5:
        assert check_number(value, -1, 2.5) == value
    else:
        with pytest.raises(ValueError, match=r"outside -1 to 2\.5$"):
            check_number(value, -1, 2.5)


@pytest.mark.parametrize("value", [True, None, "1", [1], {"a": "b" * 999}])
def test_what_is_no_number_is_named_and_cut_short(value):
    with pytest.raises(ValueError, match="not a number") as refused:
        check_number(value, 0, 1)
    assert len(str(refused.value)) < 70


@pytest.mark.parametrize(("power", "sign"), [(400, ""), (5000, "-")])
def test_what_is_too_large_for_a_float_is_written_as_its_power_of_ten(power, sign):
    with pytest.raises(ValueError, match=rf"^is {sign}1e{power} or so, outside 0 to 1$"):
        check_number(10**power * (-1 if sign else 1), 0, 1)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_a_float_can_be_beside_numbers_is_refused(value):
    with pytest.raises(ValueError, match=f"^is {value}, outside 0 to 1$"):
        check_number(value, 0, 1)


def test_a_range_itself_may_be_too_large_for_a_float():
    with pytest.raises(ValueError, match=r"is 0, outside 1e400 or so to 1e401 or so"):
        check_number(0, 10**400, 10**401)
