"""Assets from outside, cleaned in a process of their own: what breaks a decoder breaks nothing else.

``python -m server.campaigns.media NAME`` reads an asset from its input and writes the clean one out.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import PurePosixPath

from server.campaigns.wrong import WrongError
from server.settings import ROOT
from server.texts.say import packed, say, unpacked

LONGEST_S = 120
LARGEST_MEMORY = 3 << 30
WRONG = 3

# More would only wait for one another, and each may take its memory.
AT_ONCE = 2


def clean(name: str, content: bytes) -> bytes:
    """Clean an asset in this process, by what its ending says that it is.

    Raises
    ------
    WrongError
        If it is not that; see the modules of each kind.
    """
    ending = PurePosixPath(name).suffix
    # Imported here, as each kind brings a large library.
    if ending == ".webm":
        from server.campaigns.videos import clean_video

        return clean_video(name, content)
    if ending == ".cube":
        from server.campaigns.tables import clean_table

        return clean_table(name, content)
    from server.campaigns.pictures import clean_picture

    return clean_picture(name, content)


class Media:
    """Cleans assets, each in a process of its own, within time and memory. One belongs to one event loop."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def clean(self, name: str, content: bytes) -> bytes:
        """Clean an asset.

        Parameters
        ----------
        name : str
            One that `strict.ASSET` matches.
        content : bytes

        Raises
        ------
        WrongError
            As `clean`; and where the process died of it or took too long.
        """
        async with self._turns:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.campaigns.media", name),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=ROOT,
            )
            try:
                async with asyncio.timeout(LONGEST_S):
                    made, said = await child.communicate(content)
            except TimeoutError as error:
                raise WrongError(
                    say(
                        "{name} takes longer than {most} s to read; try a smaller one.",
                        name=name,
                        most=LONGEST_S,
                    )
                ) from error
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
        if child.returncode == WRONG:
            raise WrongError(*(unpacked(json.loads(line)) for line in said.decode().splitlines()))
        if child.returncode != 0:
            raise WrongError(
                say("{name} cannot be read: it breaks the reader, or needs too much memory.", name=name)
            )
        return made

    async def clean_all(self, assets: Mapping[str, bytes]) -> dict[str, bytes]:
        """Clean several; the `WrongError` names all that are wrong."""
        made: dict[str, bytes] = {}
        wrong: list[str] = []
        for name, content in assets.items():
            try:
                made[name] = await self.clean(name, content)
            except WrongError as error:
                wrong += error.sentences
        if wrong:
            raise WrongError(*wrong)
        return made


def main() -> None:
    """Clean what comes in; a file of ours is never touched from here."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)
    try:
        made = clean(sys.argv[1], sys.stdin.buffer.read())
    except WrongError as error:
        for sentence in error.sentences:
            print(json.dumps(packed(sentence)), file=sys.stderr)
        sys.exit(WRONG)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
