"""The committed table of operators."""

import re
from collections import Counter

import pytest

from bench.ortweb.cases import cases
from bench.ortweb.nodes import LACKS, Outcome, Result
from bench.ortweb.operators import FILES, text


def numbers(line):
    return [int(cell.strip() or 0) for cell in line.split("|")[2:-1]]


@pytest.fixture(params=[provider for provider, file in FILES.items() if file.exists()])
def table(request):
    return FILES[request.param].read_text()


def test_the_table_of_the_cpu_is_committed():
    assert FILES["cpu"].exists()


def test_the_committed_table_has_every_operator_and_every_case(table):
    listed = {
        line.split("|")[1].strip(): sum(numbers(line)[:3])
        for line in table.split("| operator |")[1].splitlines()
        if re.match(r"\| [\w.]+ \|", line)
    }
    assert listed == Counter(case.operator for case in cases().values())


def test_nothing_that_javascript_passes_fails_in_the_committed_table(table):
    lines = table.splitlines()
    assert "Passed by JavaScript and not by `ortweb`: none." in lines
    for line in lines:
        if re.match(r"\| [A-Z][\w.]+ \|", line) and not line.startswith("| JavaScript"):
            passed, *_, by_javascript = numbers(line)
            assert passed >= by_javascript, line


def test_a_case_that_only_javascript_passes_is_named():
    result = Result(cases()["test_abs"], Outcome("pass"), Outcome("fail", "it differs"))
    assert result.is_lost
    assert "not by `ortweb`: test_abs." in text([result], "1.0", "cpu")


def test_a_case_that_both_fail_is_not_the_bridge_s():
    failed = Outcome("fail", "it differs")
    assert not Result(cases()["test_abs"], failed, failed).is_lost


def test_a_plain_failure_is_not_taken_for_a_lack():
    assert not LACKS.search("ERROR_CODE: 1, ERROR_MESSAGE: layout_ == 0 was false")
    assert LACKS.search("ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Det(22)")
