"""Wrong and hostile input ends in an exception of Python's, and what was good before still works."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    for name in ("arithmetic", "scalar", "sentences", "described"):
        (models / f"{name}.onnx").write_bytes(getattr(toys, name)())
    (models / "matte.onnx").write_bytes(toys.matte())


def test_hostile_model_bytes_are_refused_and_the_next_run_works(run):
    async def in_page(seed, count):
        import collections
        import random

        import js
        import numpy as np
        import ortweb as ort

        await opened()
        chance = random.Random(seed)
        contents = [
            (await (await js.fetch(address(name))).bytes()).to_py().tobytes()
            for name in ("arithmetic", "scalar", "sentences", "described", "matte")
        ]
        good = await ort.InferenceSession.create(contents[0])
        ones = np.ones(2, np.float32)
        quiet = ort.SessionOptions()
        quiet.log_severity_level = 4
        seen = collections.Counter()

        def fed(arg):
            shape = [size if isinstance(size, int) and size < 50 else 2 for size in arg.shape]
            word = arg.type[7:-1]
            dtype = {"float": "float32", "double": "float64", "string": "object"}.get(word, word)
            return np.zeros(shape, dtype) if dtype != "object" else np.full(shape, "x", object)

        for _ in range(count):
            content = bytearray(chance.choice(contents))
            for _ in range(chance.choice([0, 1, 1, 2, 5, 20])):
                content[chance.randrange(len(content))] = chance.choice(
                    [0, 1, 127, 128, 255, chance.randrange(256)]
                )
            if chance.random() < 0.3:
                del content[chance.randrange(len(content)) :]
            if chance.random() < 0.1:
                content += chance.randbytes(20)
            try:
                session = await ort.InferenceSession.create(bytes(content), quiet)
                try:
                    await session.run_async(None, {arg.name: fed(arg) for arg in session.get_inputs()})
                finally:
                    session.close()
                seen["it ran"] += 1
            except (ort.OrtError, ValueError, RuntimeError, TypeError, MemoryError) as error:
                seen[type(error).__name__] += 1
            (total,) = await good.run_async(["sum"], {"a": ones, "b": ones})
            assert total.tolist() == [2, 2]
        return seen

    seen = run(in_page, 7, 400)
    assert sum(seen.values()) == 400
    assert seen["it ran"] > 0
    assert {"InvalidProtobuf", "InvalidGraph"} & set(seen)


def test_hostile_feeds_are_refused_and_the_next_run_works(run):
    async def in_page(seed, count):
        import collections
        import random

        import numpy as np
        import ortweb as ort

        await opened()
        chance = random.Random(seed)
        session = await ort.InferenceSession.create(address("arithmetic"))
        ones = np.ones(2, np.float32)
        seen = collections.Counter()
        dtypes = ["f2", "f4", ">f4", "f8", "i1", "u8", "i8", "?", "c8", "O", "U3", "S3", "M8[s]", "V4"]
        odd = [
            None,
            1,
            2.5,
            "x",
            [],
            [1],
            [1, 2],
            [[1, 2]],
            {},
            object(),
            range(2),
            b"ab",
            float("nan"),
            np.float32(1),
        ]

        def value():
            if chance.random() < 0.3:
                return chance.choice(odd)
            shape = [chance.choice([0, 1, 2, 3]) for _ in range(chance.choice([0, 1, 1, 2, 5]))]
            return np.zeros(shape, chance.choice(dtypes))

        for _ in range(count):
            feeds = {
                chance.choice(["a", "b", "c", "", "ä", 3]): value()
                for _ in range(chance.choice([0, 1, 2, 3]))
            }
            names = chance.choice(
                [None, [], ["sum"], ["sum", "sum"], ["x"], "sum", [None], [3], 5, {"sum"}, ("sum",)]
            )
            if chance.random() < 0.3:
                feeds = {"a": ones, "b": ones}
            try:
                await session.run_async(names, feeds)
                seen["it ran"] += 1
            except (ort.OrtError, ValueError, RuntimeError, TypeError) as error:
                seen[type(error).__name__] += 1
            (total,) = await session.run_async(["sum"], {"a": ones, "b": ones})
            assert total.tolist() == [2, 2]
        return seen

    seen = run(in_page, 7, 500)
    assert sum(seen.values()) == 500
    assert {"it ran", "ValueError", "InvalidArgument", "RuntimeError", "TypeError"} <= set(seen)
