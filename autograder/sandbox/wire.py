"""The wire: messages of one JSON header and the raw bytes of arrays. Never a pickle.

A message is 16 bytes (two big-endian lengths), a JSON header, and the arrays' bytes one after the other. What
arrives is believed in nothing: sizes, depth and number types are checked before anything is built.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.graphs import Graph
from autograder.sending import Callback, Out, Seeded, is_table
from autograder.values import Alien, NodeRef
from bpkit.houses import Houses

LENGTHS = struct.Struct(">QQ")
LARGEST_HEADER = 32 * 2**20  # bytes of JSON
LARGEST_BODY = 256 * 2**20  # bytes of arrays
DEEPEST = 60  # of the JSON; a value nested 20 deep stays well below
DTYPES = {
    code: np.dtype(code)
    for code in ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
}


class WireError(Exception):
    """What came over the wire is no message of ours."""


def frame(message: dict[str, Any], body: bytes = b"") -> bytes:
    """One message, as bytes."""
    header = json.dumps(message).encode()
    return LENGTHS.pack(len(header), len(body)) + header + body


def receive(read: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message; ``read(count)`` gives exactly so many bytes, or raises."""
    header_size, body_size = LENGTHS.unpack(read(LENGTHS.size))
    if header_size > LARGEST_HEADER or body_size > LARGEST_BODY:
        raise WireError(f"a message of {header_size} and {body_size} bytes is too large")
    header, body = read(header_size), read(body_size)
    try:
        message = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError(f"no JSON: {error}") from None
    if not isinstance(message, dict):
        raise WireError("a message is a JSON object")
    return message, body


class Packer:
    """Packs values; arrays and callbacks are collected on the way."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.callbacks: list[Callback] = []

    def pack(self, value: Any) -> Any:
        """``value`` as JSON; what JSON has no word for is an object of one tag."""
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            return self._pack_array(np.asarray(value), "array" if isinstance(value, np.ndarray) else "scalar")
        if isinstance(value, (int, float)):
            return value
        if isinstance(value, list):
            return [self.pack(one) for one in value]
        if isinstance(value, tuple):
            return {"tuple": [self.pack(one) for one in value]}
        if isinstance(value, dict):
            return {"dict": [[self.pack(key), self.pack(one)] for key, one in value.items()]}
        if value is Ellipsis:
            return {"ellipsis": True}
        return self._pack_special(value)

    def _pack_special(self, value: Any) -> Any:
        match value:
            case Alien(description):
                return {"alien": description}
            case NodeRef(number):
                return {"node": number}
            case Callback():
                self.callbacks.append(value)
                return {"callback": len(self.callbacks) - 1}
            case Seeded(seed):
                return {"seeded": seed}
            case Out(shape):
                return {"out": list(shape)}
            case Graph(parents, slopes):
                return {"graph": [parents, slopes]}
        if is_table(value):
            return {"houses": self.pack(dict(value.columns))}
        raise TypeError(f"a {type(value).__name__} does not cross the wire")

    def _pack_array(self, array: np.ndarray[Any, Any], tag: str) -> Any:
        if array.dtype.kind in "US":
            return {"texts": [list(array.shape), [str(one) for one in array.ravel()]]}
        code = array.dtype.newbyteorder("<").str
        if code not in DTYPES:
            raise TypeError(f"an array of {array.dtype} does not cross the wire")
        start = len(self.body)
        self.body += np.ascontiguousarray(array, DTYPES[code]).tobytes()
        return {tag: [code, list(array.shape), start]}


class Unpacker:
    """Unpacks values; ``callback(number)`` gives the function for one, where callbacks may come at all."""

    def __init__(self, body: bytes, callback: Callable[[int], Callable[..., Any]] | None = None) -> None:
        self.body = body
        self.callback = callback
        self.tags: dict[str, Callable[[Any, int], Any]] = {
            "tuple": lambda inner, depth: tuple(self.unpack(_listed(inner), depth)),
            "dict": self._dict,
            "array": lambda inner, depth: self._array(inner),
            "scalar": lambda inner, depth: self._array(inner)[()],
            "texts": lambda inner, depth: self._texts(inner),
            "alien": lambda inner, depth: Alien(_text(inner)),
            "node": lambda inner, depth: NodeRef(_whole(inner)),
            "ellipsis": lambda inner, depth: ...,
        }
        if callback is not None:  # towards the learner's side
            self.tags |= {
                "callback": lambda inner, depth: Callback(callback(_whole(inner))),
                "seeded": lambda inner, depth: Seeded(_whole(inner)),
                "out": lambda inner, depth: Out(_shape(inner)),
                "graph": lambda inner, depth: Graph(
                    tuple(tuple(row) for row in inner[0]), tuple(tuple(row) for row in inner[1])
                ),
                "houses": lambda inner, depth: Houses(self.unpack(inner, depth)),
            }

    def unpack(self, packed: Any, depth: int = 0) -> Any:
        """The value behind ``packed``."""
        if depth > DEEPEST:
            raise WireError(f"a value is nested more than {DEEPEST} deep")
        if isinstance(packed, list):
            return [self.unpack(one, depth + 1) for one in packed]
        if isinstance(packed, dict):
            if len(packed) != 1 or next(iter(packed)) not in self.tags:
                raise WireError(f"unknown kind of value: {list(packed)[:3]!r:.100}")
            tag, inner = next(iter(packed.items()))
            return self.tags[tag](inner, depth + 1)
        if isinstance(packed, int) and not isinstance(packed, bool) and abs(packed) >= 2**64:
            raise WireError("a whole number of more than 64 bits")
        return packed

    def _dict(self, inner: Any, depth: int) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for pair in _listed(inner):
            if not isinstance(pair, list) or len(pair) != 2:
                raise WireError("a dict is a list of pairs")
            key = self.unpack(pair[0], depth)
            if not isinstance(key, (str, int, float, NodeRef)):
                raise WireError(f"no key of a dict: {type(key).__name__}")
            made[key] = self.unpack(pair[1], depth)
        return made

    def _array(self, inner: Any) -> np.ndarray[Any, Any]:
        if not isinstance(inner, list) or len(inner) != 3 or inner[0] not in DTYPES:
            raise WireError(f"no array: {inner!r:.100}")
        dtype, shape, start = DTYPES[inner[0]], _shape(inner[1]), _whole(inner[2])
        count = math.prod(shape)
        if start < 0 or start + count * dtype.itemsize > len(self.body):
            raise WireError("an array reaches beyond its message")
        return np.frombuffer(self.body, dtype, count, start).reshape(shape).copy()

    def _texts(self, inner: Any) -> np.ndarray[Any, Any]:
        if not isinstance(inner, list) or len(inner) != 2:
            raise WireError("no array of texts")
        shape, texts = _shape(inner[0]), [_text(one) for one in _listed(inner[1])]
        if math.prod(shape) != len(texts):
            raise WireError("an array of texts has another number of entries than its shape")
        return np.array(texts, dtype=str).reshape(shape)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise WireError("a list is needed")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000:
        raise WireError("a text is needed, of 10,000 characters at most")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WireError("a whole number is needed")
    return value


def _shape(value: Any) -> tuple[int, ...]:
    shape = tuple(_whole(size) for size in _listed(value))
    if len(shape) > 32 or any(size < 0 or size > 2**31 for size in shape):
        raise WireError(f"no shape: {value!r:.100}")
    return shape
