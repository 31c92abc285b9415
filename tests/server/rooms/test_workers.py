"""Several workers with one Redis: what happens to a room when one of them is killed, or Redis is."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from redis import Redis

from bench.fans import Fan, now_ms
from server.app import create_app
from server.rooms import shared
from server.settings import Settings
from tests.server.rooms.conftest import redis_server
from tests.server.rooms.player import Player, play
from tests.server.small import serving

OIVIS = [sys.executable, "-c", "from cli import main; main()"]
ROOT = Path(__file__).parents[3]


@contextmanager
def workers(redis_url):
    """The real command with two workers; give its address and a way to name the workers' processes."""
    environment = os.environ | {"OIVIS_REDIS_URL": redis_url}
    command = [*OIVIS, "serve", "--port", "0", "--workers", "2", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as server:
        try:
            yield json.loads(server.stdout.readline())["url"], lambda: children(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += (task / "children").read_text().split()
    # The resource tracker of multiprocessing is a child too, and serves nobody.
    return [int(one) for one in found if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()]


def sockets(pid):
    """How many sockets a process holds."""
    found = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed in between
            found += str(entry.readlink()).startswith("socket:")
    return found


def until_both_answer(url, processes):
    """Connect, and connect again, until each of two workers has taken a connection."""
    host, _, port = url.removeprefix("http://").partition(":")
    deadline = time.monotonic() + 60
    before, opened = {}, []
    try:
        while len(before) < 2 or not all(sockets(pid) > count for pid, count in before.items()):
            assert time.monotonic() < deadline, "the workers did not start"
            if len(before) < 2:
                before = {pid: sockets(pid) for pid in processes()}
            opened.append(socket.create_connection((host, int(port))))
            time.sleep(0.1)
    finally:
        for connection in opened:
            connection.close()


async def crowd(url, processes):
    """Play a round of an anchor and 60 fans, kill a worker in the midst of it, and give what came of it."""
    moves = ["rock", "paper", "scissors"] * 20
    anchor = Fan(url, "", "Anchor", ["rock"])
    players = [anchor]
    tasks = [asyncio.create_task(anchor.run())]
    try:
        await anchor.until("lobby", after=-1)
        players += [Fan(url, anchor.code, f"Fan {number}", [move]) for number, move in enumerate(moves)]
        tasks += [asyncio.create_task(player.run()) for player in players[1:]]
        await until(lambda: anchor.room.fans == len(moves))
        anchor.say("start")
        await until(lambda: all(player.room and player.room.you.has_committed for player in players))
        first = [len(player.joins) for player in players]
        os.kill(max(processes(), key=sockets), signal.SIGKILL)
        killed_ms = now_ms()
        result = (await anchor.until("result", "over")).result
        moved = [
            player.joins[-1] - killed_ms
            for player, count in zip(players, first, strict=True)
            if len(player.joins) > count
        ]
        anchor.say("close")
        await asyncio.gather(*tasks)
        return result, moved, players
    finally:
        for task in tasks:
            task.cancel()


async def until(is_true, limit_s=30):
    async with asyncio.timeout(limit_s):
        while not is_true():
            await asyncio.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="workers are found in /proc")
def test_a_killed_worker_takes_no_move_with_it_and_its_fans_are_back_in_three_seconds(redis_url):
    with workers(redis_url) as (url, processes):
        until_both_answer(url, processes)
        result, moved, players = asyncio.run(crowd(url, processes))
    assert moved, "nobody was on the worker that was killed"
    assert max(moved) < 3000
    assert (result.rock, result.paper, result.scissors) == (20, 20, 20)
    assert (result.anchor, result.absent, result.beat) == ("rock", 0, 20)
    assert all(player.room.phase in ("result", "closed") for player in players)


def test_a_room_outlives_the_worker_that_opened_it(site, quick, redis_url):
    settings = Settings(site, redis=redis_url, workers=2)
    with serving(create_app(settings)) as two:
        url = str(two.base_url)
        with serving(create_app(settings)) as one:
            anchor = Player.open(str(one.base_url))
            first = Player.join(url, anchor.code, "First")
            play_on(anchor, first)
        # That worker is gone; the state that it saved and what came after are not.
        back = Player.join(url, anchor.code, "Anchor", anchor.token)
        with serving(create_app(settings)) as three:
            second = Player.join(str(three.base_url), anchor.code, "Second")
            assert second.room["round"] == 1
            back.say("next")
            result = play([back, first, second], ["rock", "paper", "paper"])
    assert (result["paper"], result["best"]["streak"]) == (2, 2)


def play_on(anchor, fan):
    anchor.say("start")
    assert play([anchor, fan], ["rock", "paper"])["beat"] == 1


def test_a_server_ends_quietly_with_players_in_its_rooms():
    command = [*OIVIS, "serve", "--port", "0", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as server:
        try:
            anchor = Player.open(json.loads(server.stdout.readline())["url"])
        finally:
            server.send_signal(signal.SIGINT)
        assert anchor.ended() == 1012, "whoever hears this comes back"
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


@pytest.fixture
def own(site, quick, tmp_path):
    """A worker with a Redis that only this test has: its address, the Redis, and the process of that."""
    with (
        redis_server(tmp_path) as (redis_url, process),
        serving(create_app(Settings(site, redis=redis_url, workers=2))) as client,
        Redis.from_url(redis_url) as redis,
    ):
        yield str(client.base_url), redis, process


def test_a_room_whose_redis_dies_is_said_to_be_lost(own, monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE_S", 0.5)
    url, _, process = own
    anchor = Player.open(url)
    process.kill()
    process.wait()
    anchor.say("start")
    assert anchor.failed() == "room-lost"
    assert anchor.ended() == 1013
    late = Player(url, "new")
    late.say("open", name="Late")
    assert late.failed() == "room-lost"


def test_a_room_that_redis_has_forgotten_is_said_to_be_lost(own):
    url, redis, _ = own
    anchor = Player.open(url)
    redis.flushall()
    anchor.say("start")
    assert anchor.failed() == "room-lost"


def test_a_gap_in_the_log_is_noticed_and_the_room_comes_back_without_it(own):
    url, redis, _ = own
    anchor = Player.open(url)
    key = f"oivis:room:{anchor.code}"
    last = int(redis.xrevrange(key, count=1)[0][0].partition(b"-")[2])
    redis.xadd(key, {"e": b"[]"}, id=f"0-{last + 2}")
    redis.publish(key, b"")
    assert anchor.failed() == "room-lost"
    assert Player.join(url, anchor.code, "Anchor", anchor.token).room["phase"] == "lobby"


def test_what_redis_keeps_of_rooms_expires(own):
    url, redis, _ = own
    anchor = Player.open(url)
    play_on(anchor, Player.join(url, anchor.code))
    wanted, deadline = {f"oivis:room:{anchor.code}", f"oivis:state:{anchor.code}"}, time.monotonic() + 10
    # The state is kept after the result was told.
    while not wanted <= (keys := {key.decode() for key in redis.scan_iter()}):
        assert time.monotonic() < deadline, keys
        time.sleep(0.02)
    assert all(redis.pttl(key) > 0 for key in keys - {"oivis:secret"})
