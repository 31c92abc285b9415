"""The plug-in says why not."""

import pytest


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera).wait_ready()


def test_a_start_that_fails_says_with_which_code(open_toy):
    stage = open_toy(None)
    with pytest.raises(AssertionError, match="camera-missing"):
        stage.wait_ready()


def test_a_start_that_takes_too_long_says_what_the_page_shows(open_toy, still_camera):
    stage = open_toy(still_camera, debug=1)
    with pytest.raises(AssertionError, match=r"(?s)not ready after 0.2 s.*state: idle"):
        stage.wait_ready(timeout_s=0.2)


def test_another_command_than_the_expected_one_is_not_passed_over(stage):
    stage.page.evaluate("() => window.oivis.do('previous')")
    with pytest.raises(AssertionError, match=r"expected command .*next.*, saw .*previous"):
        stage.expect_command("next")


def test_a_command_that_does_not_come_says_what_came_before(stage):
    stage.page.evaluate("() => window.oivis.do('next')")
    stage.expect_command("next")
    with pytest.raises(AssertionError, match=r"(?s)no command .*within 0.5 s.*events.*next"):
        stage.expect_command("next", timeout_s=0.5)


def test_a_state_that_does_not_come_says_which_it_is(stage):
    with pytest.raises(AssertionError, match="data-oivis is 'running', not failed"):
        stage.wait_state("failed", timeout_s=0.2)
