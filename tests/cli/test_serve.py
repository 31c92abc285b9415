import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from cli import SUBCOMMANDS
from cli.serve import listen
from server.settings import Settings

OIVIS = [sys.executable, "-c", "from cli import main; main()"]


def oivis(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*OIVIS, *args], capture_output=True, text=True, check=False, timeout=60)


def test_help_names_every_subcommand_and_imports_none() -> None:
    code = "import sys; from cli import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=False)
    *page, modules = done.stdout.splitlines()
    assert all(any(name in line for line in page) for name in SUBCOMMANDS)
    assert not {"fastapi", "uvicorn", "numpy", "onnx", "cli.serve"} & set(modules.split())


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_explains_itself(name: str) -> None:
    done = oivis(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: oivis" in done.stdout


def test_a_misspelt_subcommand_is_answered_with_the_right_one() -> None:
    done = oivis("serv")
    assert done.returncode == 2
    assert "Did you mean 'serve'?" in done.stderr


def test_a_failure_is_one_sentence_and_a_traceback_only_on_request(tmp_path: Path) -> None:
    done = oivis("serve", "--models", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("oivis: No ")
    assert "Traceback" not in done.stderr
    assert "Traceback" in oivis("--debug", "serve", "--models", str(tmp_path)).stderr


def test_a_taken_port_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=rf"port {port}\. Something listens there already: .*--port"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match=r"Cannot listen at 192\.0\.2\.1 port 0\. Is the address"):
        listen("192.0.2.1", 0)


def test_an_answer_does_not_wait_until_its_beginning_is_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        listener.listen()
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_server_answers_where_it_says_and_ends_quietly(workers: str) -> None:
    command = [*OIVIS, "serve", "--port", "0", "--workers", workers, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout and server.stderr
            url = json.loads(server.stdout.readline())["url"]
            # The socket listens already, so the first request waits for the app.
            with urllib.request.urlopen(f"{url}/healthz", timeout=30) as answer:
                assert json.load(answer)["status"] == "ok"
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_what_was_counted_is_written_when_the_server_ends(tmp_path: Path, end: signal.Signals) -> None:
    store = ["--store", str(tmp_path / "store")]
    assert oivis("campaign", "new", "launch", str(tmp_path / "launch")).returncode == 0
    assert oivis("campaign", "import", str(tmp_path / "launch"), "--publish", *store).returncode == 0
    command = [*OIVIS, "serve", "--port", "0", "--json", *store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            url = json.loads(server.stdout.readline())["url"]
            request = urllib.request.Request(
                f"{url}/c/product-launch/figures",
                b'{"photos": {"": 3}}',
                {"content-type": "application/json", "origin": url},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert answer.status == 204
        finally:
            server.send_signal(end)
        server.wait(60)
    with closing(sqlite3.connect(tmp_path / "store" / "oivis.db")) as database:
        assert database.execute("SELECT field, count FROM figures").fetchall() == [("photos", 3)]


def test_a_viewer_who_takes_nothing_does_not_keep_the_server_from_ending() -> None:
    with subprocess.Popen(
        [*OIVIS, "serve", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            host, _, port = json.loads(server.stdout.readline())["url"].removeprefix("http://").partition(":")
            with socket.socket() as deaf:
                # More than the kernel keeps for a reader who does not read.
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                deaf.connect((host, int(port)))
                ask = f"GET {largest()} HTTP/1.1\r\nhost: {host}:{port}\r\n\r\n"
                deaf.sendall(ask.encode())
                assert deaf.recv(12) == b"HTTP/1.1 200"
                server.send_signal(signal.SIGINT)
                server.wait(30)
        finally:
            server.kill()


def largest() -> str:
    """Where the largest file of the site is."""
    groups = json.loads((Settings.site / "assets.json").read_text())
    every = [(file["bytes"], name, path) for name in groups for path, file in groups[name]["files"].items()]
    _, name, path = max(every)
    return f"/assets/{name}/{groups[name]['digest']}/{path}"
