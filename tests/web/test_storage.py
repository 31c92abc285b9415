"""What a browser keeps, in Node: storage that works, and storage that is forbidden."""

from tests.node import run

READ_BACK = """
    const { keep, recall } = await import("./storage.js");
    keep("name", "Ann", "sessionStorage");
    const kept = recall("name", "sessionStorage");
    keep("name", null, "sessionStorage");
    console.log(JSON.stringify([kept, recall("name", "sessionStorage")]));
"""
STORAGE = """
    const held = new Map();
    const storage = {
        getItem: (name) => held.get(name) ?? null,
        setItem: (name, text) => void held.set(name, text),
        removeItem: (name) => void held.delete(name),
    };
    Object.defineProperty(globalThis, "self", { value: { sessionStorage: storage } });
"""
FORBIDDEN = """
    const self = { get sessionStorage() { throw new DOMException("denied", "SecurityError"); } };
    Object.defineProperty(globalThis, "self", { value: self });
"""


def test_what_was_kept_is_there_until_it_is_taken_away():
    assert run(STORAGE + READ_BACK) == ["Ann", None]


def test_where_storage_is_forbidden_nothing_is_kept_and_nothing_breaks():
    assert run(FORBIDDEN + READ_BACK) == [None, None]
