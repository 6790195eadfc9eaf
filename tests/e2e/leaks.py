"""Finding a secret in bytes, however it was packed there."""

import base64
import bz2
import lzma
import re
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import quote

RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
SOURCES = 200


def disguises(secret: str) -> set[bytes]:
    """The secret as it may stand in a file: plain, UTF-16, percent-encoded, hexadecimal, or base64 at any offset."""
    plain = secret.encode()
    found = {plain, secret.encode("utf-16-le"), quote(secret, safe="").encode(), plain.hex().encode()}
    for offset, shared in enumerate((0, 2, 3)):  # the first letters say something of the bytes before, too
        letters = base64.b64encode(b"\0" * offset + plain)[shared : (offset + len(plain)) * 8 // 6]
        found |= {letters, letters.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def unpacked(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes, and what comes out of them by decompression and base64."""
    yield data
    if depth == 0:
        return
    inner = []
    for mark, unpack in ((b"\x1f\x8b", _gunzip), (b"\x78", _inflate), (b"BZh", _bunzip), (b"\xfd7zXZ", _unxz)):
        starts = [match.start() for match in re.finditer(re.escape(mark), data)][:SOURCES]
        inner += [unpack(data[start:]) for start in starts]
    for run in RUN.findall(data)[:SOURCES]:
        letters = run.translate(bytes.maketrans(b"-_", b"+/"))
        inner += [base64.b64decode(letters[start:][: len(letters[start:]) // 4 * 4]) for start in range(4)]
    for found in inner:
        if found:
            yield from unpacked(found, depth - 1)


def leaked(data: bytes, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets are in there."""
    seen = list(unpacked(data))
    return [secret for secret in secrets if any(face in text for face in disguises(secret) for text in seen)]


def _inflate(data: bytes) -> bytes:
    return _quietly(zlib.decompressobj(), data)


def _gunzip(data: bytes) -> bytes:
    return _quietly(zlib.decompressobj(31), data)


def _bunzip(data: bytes) -> bytes:
    return _quietly(bz2.BZ2Decompressor(), data)


def _unxz(data: bytes) -> bytes:
    return _quietly(lzma.LZMADecompressor(), data)


def _quietly(unpacker: "zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor", data: bytes) -> bytes:
    try:
        return unpacker.decompress(data)
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        return b""
