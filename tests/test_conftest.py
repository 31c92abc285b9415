from pathlib import Path

import pytest

pytest_plugins = "pytester"

CONFTEST = Path(__file__).parents[1] / "conftest.py"
TESTS = """
import pytest

@pytest.fixture
def data():
    pytest.skip("no pictures: set OIVIS_DATA")

@pytest.mark.pictures
def test_marked(): pytest.skip("somewhere else")

def test_unmarked(data): pass

@pytest.mark.pictures
@pytest.mark.xfail
def test_known(): raise AssertionError

def test_other(): pytest.skip("no GPU")
"""


@pytest.mark.parametrize(("required", "wanted"), [("1", (1, 1, 1)), ("0", (0, 0, 3))])
def test_a_skip_for_want_of_pictures_fails_only_where_pictures_are_required(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, required: str, wanted: tuple[int, int, int]
) -> None:
    pytester.makeconftest(CONFTEST.read_text())
    pytester.makeini("[pytest]\nmarkers = pictures: needs pictures")
    pytester.makepyfile(TESTS)
    monkeypatch.setenv("OIVIS_REQUIRE_PICTURES", required)
    result = pytester.runpytest_subprocess("-p", "no:playwright")
    failed, errors, skipped = wanted
    result.assert_outcomes(failed=failed, errors=errors, skipped=skipped, xfailed=1)


def test_what_drives_a_browser_runs_last(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text())
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def playwright(): pass

        @pytest.fixture
        def page(playwright): pass

        def test_sees(page): pass

        def test_counts(): pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:playwright", "-v")
    result.stdout.fnmatch_lines(["*test_counts*", "*test_sees*"])
