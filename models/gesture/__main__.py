"""`python -m models.gesture` trains and writes the weights; with `--check` it only measures those in use."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import oivis
from oivis._native import networks
from oivis.gestures import WEIGHTS
from oivis.types import GESTURES
from rich.progress import Progress

from .evaluate import ASKED, Tally, evaluate
from .labels import labelled
from .landmarks import Seen, collect
from .train import called, cross_validate, fit, pairs, threshold

TARGET = Path(oivis.__file__).parent / WEIGHTS


def main() -> None:
    """Train on `train`, then measure on `dev`."""
    parser = argparse.ArgumentParser(prog="python -m models.gesture", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="measure the weights in use on dev, train nothing"
    )
    parser.add_argument("--mistakes", action="store_true", help="name each picture that is called wrongly")
    options = parser.parse_args()
    with Progress(transient=True) as bars:
        if not options.check:
            listed = labelled("train")
            seen = collect(networks(), listed, _counter(bars, "Looking at train", len(listed)))
            print(f"hands found in {len(seen.pictures)} of {len(listed)} pictures of train")
            train(seen)
        listed = labelled("dev")
        tallies = evaluate(networks(), listed, _counter(bars, "Looking at dev", len(listed)))
    report(tallies)
    if options.mistakes:
        for tally in tallies.values():
            for picture, gestures in tally.mistakes:
                print(f"{picture.path}: {picture.shape} called {gestures}")


def train(seen: Seen) -> None:
    """Choose the threshold on hands left out, learn from all of them, write the weights."""
    found = cross_validate(seen)
    least = threshold(found, seen.shapes)
    named = called(found, least)
    asked = seen.shapes < len(ASKED)
    right = (named == seen.shapes)[asked].mean()
    wrong = (named[~asked] < len(ASKED)).mean()
    print(f"left out: {right:.3f} of {', '.join(ASKED)} right, {wrong:.3f} of others wrong at {least:.2f}")
    for at, gesture in enumerate(GESTURES):
        print(f"  {gesture}: {(named == at)[seen.shapes == at].mean():.3f} of {(seen.shapes == at).sum()}")
    hidden, output = fit(seen, np.ones(len(seen.shapes), bool))
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        TARGET,
        pairs=pairs().astype(np.uint8),
        hidden=hidden.astype(np.float16),
        output=output.astype(np.float16),
        threshold=np.float32(least),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def report(tallies: dict[str, Tally]) -> None:
    """Print a table: each source, then all of them."""
    print(f"{'source':8} {'asked':>6} {'found':>6} {'right':>6} {'share':>6} {'others':>7} {'wrong':>6}")
    whole = Tally()
    for source, tally in [*sorted(tallies.items()), ("all", whole)]:
        if tally is not whole:
            for name in ("asked", "found", "right", "others", "wrong"):
                setattr(whole, name, getattr(whole, name) + getattr(tally, name))
        share = f"{tally.right / tally.asked:.3f}" if tally.asked else "-"
        counts = (
            f"{tally.asked:6} {tally.found:6} {tally.right:6} {share:>6} {tally.others:7} {tally.wrong:6}"
        )
        print(f"{source:8} {counts}")


def _counter(bars: Progress, title: str, total: int) -> Callable[[], None]:
    task = bars.add_task(title, total=total)
    return lambda: bars.advance(task)


if __name__ == "__main__":
    main()
