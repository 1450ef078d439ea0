"""Bytes of a file as text, the way Python and editors read them."""

from __future__ import annotations

import io
import tokenize


class NoTextError(Exception):
    """The file is no text; the message is the rest of a sentence that begins with its path."""


def as_text(path: str, data: bytes) -> str:
    """Return the text of a file, without a byte order mark and with plain line ends."""
    if b"\0" in data[:8000]:
        message = "is binary"
        raise NoTextError(message)
    encoding = "utf-8-sig"
    if path.endswith(".py"):
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError:
            message = "names an encoding that Python does not know, or breaks it; save it as UTF-8"
            raise NoTextError(message) from None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        message = "is no UTF-8; save it as UTF-8"
        raise NoTextError(message) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
