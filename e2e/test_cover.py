"""Where the room must be covered it is not seen before the first scene, nor when that cannot be drawn."""

import pytest

from e2e.faults import stage_worker
from e2e.toy.clips import on_screen, stripes

# Far from the veil's words, which lie at the lower left; a multiple of two stripes.
PART = slice(24, 240), slice(320, 624)
LOADED = """() => new Promise((resolve) => {
  const parts = document.getElementById("veil-parts");
  const isDone = () => parts.querySelectorAll("[data-done=true]").length >= 3;
  const observer = new MutationObserver(() => isDone() && resolve());
  observer.observe(parts, { childList: true });
  if (isDone()) resolve();
})"""
BREAK = """() => {
  const { prototype } = WebGL2RenderingContext;
  const upload = prototype.texSubImage2D;
  prototype.texSubImage2D = function (...values) {
    if (values.includes(this.RED)) throw new Error("no matte, for a test");
    upload.apply(this, values);
  };
}"""


def room_seen(stage, held):
    """How much of the room is seen while the stage waits for its Python, and once no matte can be drawn."""
    stage.page.evaluate(LOADED)
    waiting = max(stripes(on_screen(stage)[PART]) for _ in range(8))
    stage_worker(stage).evaluate(BREAK)
    for route in held:
        route.continue_()
    stage.expect("error", code="python-failed")
    return waiting, max(stripes(on_screen(stage)[PART]) for _ in range(4))


@pytest.mark.parametrize("must_cover", [False, True])
def test_the_room_is_seen_before_the_first_scene_unless_it_must_be_covered(
    must_cover, open_toy, served, toy_models, still_camera
):
    held = []
    options = ["--models", str(toy_models), *(["--must-cover"] if must_cover else [])]
    with served(*options) as server:
        # All but Python can load: its wheel comes once the test has looked.
        stage = open_toy(
            still_camera,
            url=server.url,
            prepare=lambda page: page.context.route("**/oivis-*.whl", lambda route: held.append(route)),
        )
        waiting, failing = room_seen(stage, held)
    if must_cover:
        assert waiting <= 4 and failing <= 4
    else:
        assert waiting > 40 and failing > 40
