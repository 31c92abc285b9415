import pickle
import re
from pathlib import Path

import pytest
from oivis.errors import CODES, OivisError


def test_codes_are_those_of_the_house():
    house = (Path(__file__).parents[3] / "docs" / "house.md").read_text()
    section = house.split("## 8. Errors")[1].split("## 9.")[0]
    assert set(re.findall(r"`([a-z]+-[a-z]+|unsupported)`", section)) == CODES


def test_an_error_without_a_known_code_cannot_be_made():
    with pytest.raises(ValueError, match="no error code 'oops': one of camera-busy"):
        OivisError("oops", "What now?")


def test_an_error_keeps_both_fields_through_pickling():
    copy = pickle.loads(pickle.dumps(OivisError("camera-lost", "Plug it in.")))
    assert (copy.code, copy.message, str(copy)) == ("camera-lost", "Plug it in.", "Plug it in.")
