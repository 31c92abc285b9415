"""People who talk, turn and sign give no command."""

import pytest

pytestmark = [pytest.mark.pictures, pytest.mark.alone("what is not seen gives no command")]

CLIPS = {
    "livep_woman_room_720p": 13,
    "intel_head-pose-face-detection-male": 13,
    "asl_signerA": 20,
}


@pytest.mark.parametrize("name", CLIPS)
def test_there_is_no_command(oivis_open, oivis_camera, pictures, name):
    camera = oivis_camera.from_clip(pictures / "dev" / "videos" / f"{name}.mp4", seconds=CLIPS[name])
    stage = oivis_open(camera).wait_ready()
    stage.watch(camera.duration_s)
    assert stage.events("command") == []
