"""Find a Redis for the tests of rooms with several workers, or get Debian's."""

import shutil

from setup.step import install, run


def main() -> None:
    """Install Debian's package where we may; without it those tests are skipped, and say why."""
    if not shutil.which("redis-server") and not install(["redis-server"]):
        print("   not there, and not ours to install: redis-server (7.0 or newer)")
        return
    print(f"   {shutil.which('redis-server')}")


if __name__ == "__main__":
    run("Redis", main)
