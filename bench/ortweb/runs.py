"""Runs of one model, each timed; runs in the page."""

import time

import js
import numpy as np
import ortweb as ort


class Runs:
    """A model of one input, fed a tensor of onnxruntime-web."""

    def __init__(self, session, tensor):
        self.session = session
        value = ort.OrtValue(tensor, session._runtime)
        (name,) = (arg.name for arg in session.get_inputs())
        self.values, self.arrays = {name: value}, {name: np.array(value.numpy())}

    async def settled(self):
        """No run: what to await costs at least."""
        await js.Promise.resolve()

    async def awaited(self):
        """Values that stay in JavaScript, awaited."""
        await self.session.run_with_ort_values_async(None, self.values)

    async def blocked(self):
        """Values that stay in JavaScript, waited for."""
        self.session.run_with_ort_values(None, self.values)

    async def copied(self):
        """Arrays of NumPy's, waited for."""
        self.session.run(None, self.arrays)

    async def time(self, kind):
        """Give the milliseconds of one run."""
        run = getattr(self, kind)
        begin = time.perf_counter()
        await run()
        return (time.perf_counter() - begin) * 1000


async def prepare(model, tensor):
    """Open a model, whose bytes are JavaScript's."""
    return Runs(await ort.InferenceSession.create(model.to_bytes()), tensor)
