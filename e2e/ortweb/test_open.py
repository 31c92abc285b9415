"""The bridge opens models: fetch, check, try every provider. Functions called in_page run in the page."""

# ruff: noqa: F821

import hashlib

import pytest

from e2e.ortweb import toys
from e2e.ortweb.conftest import DAMAGED


@pytest.fixture(scope="module")
def files(models):
    return toys.write(models)


def spec(files, reference=None, **changed):
    """One model as `open` takes it; `changed` are other files by provider."""
    return {
        "name": "portrait",
        "files": {name: files[name] for name in ("wasm", "webgpu", "webgl")} | changed,
        "input": {"name": "pixels", "dtype": "uint8", "shape": [1, toys.SIZE, toys.SIZE, 4]},
        "outputs": [{"name": "matte", "dtype": "uint8", "shape": [1, toys.SIZE, toys.SIZE]}],
        "reference": reference or toys.reference(toys.matte()),
    }


async def tried(providers, models, threads=1):
    """Open in the page; give what became of it."""
    from pyodide.ffi import JsException

    try:
        engine = await opened(providers=providers, models=models, threads=threads)
    except JsException as error:
        return {"code": error.code, "message": error.message}
    trials = [trial.to_py() for trial in engine.trials]
    result = {"provider": engine.provider, "threads": engine.threads, "trials": trials}
    await engine.close()
    return result


async def segmented(providers, models):
    """Open in the page, attach from Python and run on pixels that JavaScript holds."""
    import js
    import numpy as np
    from ortweb import InferenceSession

    engine = await opened(providers=providers, models=models)
    session = InferenceSession.attach(engine.sessions.portrait)
    shape = session.get_inputs()[0].shape
    pixels = np.random.default_rng(3).integers(0, 256, shape, np.uint8)
    data = js.Uint8Array.new(pixels.size)
    data.assign(pixels.reshape(-1))
    tensor = engine.tensor("uint8", data, to_js(shape))
    (matte,) = await session.run_async(["matte"], {"pixels": tensor})
    expected = pixels @ np.float32([0.5, 0.25, 0.25, 0])
    await engine.close()
    return {
        "providers": session.get_providers(),
        "input": [session.get_inputs()[0].name, session.get_inputs()[0].type],
        "output": [session.get_outputs()[0].type, str(matte.dtype), list(matte.shape)],
        "error": float(np.abs(matte - np.floor(expected)).max()),
    }


def test_python_attaches_to_a_session_that_javascript_made(run, files):
    assert run(segmented, ["wasm"], [spec(files)]) == {
        "providers": ["CPUExecutionProvider"],
        "input": ["pixels", "tensor(uint8)"],
        "output": ["tensor(uint8)", "uint8", [1, 8, 8]],
        "error": 0,
    }


def test_webgl_keeps_the_contract_in_bytes(run, files):
    result = run(segmented, ["webgl"], [spec(files)])
    assert result["providers"] == ["WebGlExecutionProvider"]
    assert result["output"] == ["tensor(uint8)", "uint8", [1, 8, 8]]
    # Its floats are not exact to the last bit, and the toy cuts at whole numbers.
    assert result["error"] <= 1


def test_a_provider_that_the_browser_lacks_is_skipped_with_its_reason(run, files):
    result = run(tried, ["webgpu", "wasm"], [spec(files)])
    assert result["provider"] == "wasm"
    webgpu, wasm = result["trials"]
    assert webgpu == {
        "provider": "webgpu",
        "ok": False,
        "ms": None,
        "reason": "This browser has no WebGPU adapter.",
    }
    assert wasm["ok"]
    assert wasm["reason"] is None


def test_nothing_is_fetched_for_a_provider_that_the_browser_lacks(run, files, models, server):
    content = toys.matte()
    alone = {name: toys.entry(models, f"alone.{name}.onnx", content) for name in ("webgpu", "wasm")}
    run(tried, ["webgpu", "wasm"], [spec(files, **alone)])
    assert "/models/alone.wasm.onnx" in server.asked
    assert "/models/alone.webgpu.onnx" not in server.asked


def test_a_provider_that_does_not_reproduce_the_reference_is_not_used(run, files):
    result = run(tried, ["wasm", "webgl"], [spec(files, wasm=files["wrong"])])
    assert result["provider"] == "webgl"
    reason = result["trials"][0]["reason"]
    assert "Model portrait on wasm is wrong: matte[" in reason
    assert "its reference" in reason


def test_among_those_that_pass_the_fastest_wins(run, files):
    result = run(tried, ["webgl", "wasm"], [spec(files)])
    assert [trial["ok"] for trial in result["trials"]] == [True, True]
    assert result["provider"] == min(result["trials"], key=lambda trial: trial["ms"])["provider"]


def test_without_a_provider_that_passes_every_reason_is_given(run, files):
    result = run(tried, ["webgpu", "wasm"], [spec(files, reference=toys.reference(toys.matte(), offset=9))])
    assert result["code"] == "model-failed"
    assert "webgpu: This browser has no WebGPU adapter." in result["message"]
    assert "wasm: Model portrait on wasm is wrong" in result["message"]


def test_a_reference_of_another_length_is_not_met(run, files):
    reference = toys.reference(toys.matte())
    reference["outputs"]["matte"]["values"].pop()
    result = run(tried, ["wasm"], [spec(files, reference=reference)])
    assert result["code"] == "model-failed"
    assert "64 values, so 13 to compare, but its reference has 12" in result["message"]


def test_a_model_that_gives_nan_is_not_met(run, files, models):
    model = spec(files, wasm=toys.entry(models, "undefined.onnx", toys.undefined()))
    model["outputs"] = [{"name": "matte", "dtype": "float32", "shape": model["input"]["shape"]}]
    model["reference"]["outputs"]["matte"] = {"stride": 64, "values": [0] * 4, "tolerance": 1e9}
    result = run(tried, ["wasm"], [model])
    assert result["code"] == "model-failed"
    assert "is NaN, its reference 0" in result["message"]


def test_an_unknown_provider_is_told_the_known_ones(run, files):
    result = run(tried, ["cuda"], [spec(files)])
    assert result["code"] == "model-failed"
    assert "There is no provider cuda; there are wasm, webgpu, webnn, webgl." in result["message"]


def test_a_model_without_a_file_for_the_provider_is_named(run, files):
    model = spec(files)
    del model["files"]["webgl"]
    result = run(tried, ["webgl", "wasm"], [model])
    assert result["provider"] == "wasm"
    assert result["trials"][0]["reason"] == "Model portrait has no file for webgl."


def test_damaged_bytes_are_fetched_again_and_then_work(run, files, server):
    file = files["wasm"] | {"url": "/once/matte.wasm.onnx"}
    del server.asked[:]
    assert run(tried, ["wasm"], [spec(files, wasm=file)])["provider"] == "wasm"
    assert server.models_asked() == [file["url"]] * 2


def test_bytes_that_stay_damaged_are_named_with_both_sums(run, files, server):
    file = files["wasm"] | {"url": "/never/matte.wasm.onnx"}
    del server.asked[:]
    result = run(tried, ["wasm"], [spec(files, wasm=file)])
    assert result["code"] == "model-corrupt"
    assert "matte.wasm.onnx" in result["message"]
    assert file["sha256"] in result["message"]
    assert hashlib.sha256(DAMAGED).hexdigest() in result["message"]
    assert len(server.models_asked()) == 2


def test_a_missing_file_is_named_with_its_address(run, files):
    result = run(tried, ["wasm"], [spec(files, wasm=files["wasm"] | {"url": "/models/nowhere.onnx"})])
    assert result["code"] == "model-missing"
    assert "/models/nowhere.onnx: the server answered 404" in result["message"]


def test_a_damaged_file_for_one_provider_leaves_the_other(run, files):
    damaged = files["webgl"] | {"url": "/never/matte.webgl.onnx"}
    result = run(tried, ["webgl", "wasm"], [spec(files, webgl=damaged)])
    assert result["provider"] == "wasm"
    assert "is damaged" in result["trials"][0]["reason"]


def test_bytes_with_the_right_sum_that_are_no_model_fail_by_name(run, files, models):
    junk = toys.entry(models, "junk.onnx", b"no model")
    result = run(tried, ["wasm"], [spec(files, wasm=junk)])
    assert result["code"] == "model-failed"
    assert "Model portrait does not open on wasm" in result["message"]


def test_progress_ends_at_the_size_of_the_file(run, files):
    async def in_page(model):
        from pyodide.ffi import create_proxy

        seen = []
        onprogress = create_proxy(
            lambda progress: seen.append([progress.name, progress.loaded, progress.total])
        )
        engine = await opened(models=[model], onprogress=onprogress)
        onprogress.destroy()
        await engine.close()
        return seen

    size = files["wasm"]["bytes"]
    assert run(in_page, spec(files))[-1] == ["portrait", size, size]


def test_models_opened_later_share_the_runtime(run, files):
    async def in_page(model):
        import asyncio

        import numpy as np
        from ortweb import InferenceSession

        first, second = await asyncio.gather(
            opened(models=[model]), opened(models=[{**model, "name": "again"}])
        )
        pixels = np.full((1, 8, 8, 4), 100, np.uint8)
        sessions = (
            InferenceSession.attach(first.sessions.portrait),
            InferenceSession.attach(second.sessions.again),
        )
        runs = await asyncio.gather(*(one.run_async(None, {"pixels": pixels}) for one in sessions * 5))
        await first.close()
        await second.close()
        return sorted({int(matte.max()) for (matte,) in runs})

    assert run(in_page, spec(files)) == [100]


def test_two_threads_are_used_where_the_page_is_isolated(run_at, server, files):
    result = run_at(server.url)(tried, ["wasm"], [spec(files)], 2)
    assert result["provider"] == "wasm"
    assert result["threads"] == 2


def test_one_thread_is_used_where_the_page_is_not_isolated(run_at, open_server, files):
    result = run_at(open_server.url)(tried, ["wasm"], [spec(files)], 2)
    assert result["provider"] == "wasm"
    assert result["threads"] == 1


def test_a_page_that_is_not_secure_says_so(run_at, launch, open_server, files):
    browser = launch("--host-resolver-rules=MAP stage.test 127.0.0.1")
    try:
        address = f"http://stage.test:{open_server.server_port}"
        result = run_at(address, browser)(tried, ["wasm"], [spec(files)])
    finally:
        browser.close()
    assert result["code"] == "model-failed"
    assert "open it by https, or on localhost" in result["message"]


def test_webgpu_is_used_where_there_is_an_adapter(run_at, launch, server, files):
    browser = launch("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
    try:
        result = run_at(server.url, browser)(segmented, ["webgpu"], [spec(files)])
    finally:
        browser.close()
    assert result["providers"] == ["WebGpuExecutionProvider", "CPUExecutionProvider"]
    assert result["error"] <= 1


def test_a_page_without_the_runtime_says_where_it_looked(run_at, server):
    async def in_page():
        from pyodide.ffi import JsException

        try:
            await opened(base="/nowhere/")
        except JsException as error:
            return [error.code, error.message]

    code, message = run_at(server.url)(in_page)
    assert code == "model-failed"
    assert f"{server.url}/nowhere/" in message


def test_python_without_an_engine_is_told_what_the_page_must_call(run_at, server):
    async def in_page():
        from ortweb import InferenceSession

        try:
            await InferenceSession.create(b"model")
        except RuntimeError as error:
            return str(error)

    # The page's policy lets no code in from Python.
    assert "register(pyodide, engineAt({base, threads}))" in run_at(server.url)(in_page)


def test_attached_sessions_need_no_registration(run_at, server, files):
    async def in_page(model):
        import numpy as np
        from ortweb import InferenceSession

        engine = await lab.open(to_object({"base": "/ort/", "providers": ["wasm"], "models": [model]}))
        session = InferenceSession.attach(engine.sessions.portrait)
        pixels = np.full((1, 8, 8, 4), 100, np.uint8)
        (value,) = await session.run_with_ort_values_async(None, {"pixels": pixels})
        (matte,) = await session.run_async(["matte"], {"pixels": pixels})
        return [int(value.numpy().min()), int(matte.max())]

    assert run_at(server.url)(in_page, spec(files)) == [100, 100]
