"""Whatever the bytes: text that is right, or a refusal; nothing in between and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.decoding import DecodingError, decode
from tests.readers.test_bad_input import SENTENCE, windows_1258

LETTERS = st.sampled_from(
    [*"aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ", *"ẠẬặệỗợửỹ", *"  .,\n", *"bcdghklmnpqrstvx09%"]
)


def decoded(data: bytes) -> str | DecodingError:
    try:
        return decode(data)
    except DecodingError as error:
        return error


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    text = decoded(data)
    if isinstance(text, DecodingError):
        assert text.why
        return
    assert text.strip()
    assert "\x00" not in text
    assert "\ufffd" not in text or "\ufffd".encode() in data
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_valid_utf8_comes_back_as_it_is(text: str) -> None:
    data = ("Số " + text).encode("utf-8")
    assert decode(data) == "Số " + text


@given(st.integers(0, len(SENTENCE.encode()) - 1), st.sampled_from([0x80, 0xC3, 0xE1, 0xFE, 0xFF]))
def test_one_broken_byte_is_never_read_over(place: int, byte: int) -> None:
    data = bytearray(SENTENCE.encode("utf-8"))
    data[place] = byte
    try:
        bytes(data).decode("utf-8")
    except UnicodeDecodeError:
        with pytest.raises(DecodingError) as refused:
            decode(bytes(data))
        assert refused.value.code == "bad_encoding"


@given(st.text(alphabet=LETTERS, max_size=60))
def test_windows_1258_is_read_right_or_refused(text: str) -> None:
    whole = unicodedata.normalize("NFC", SENTENCE + " " + text)
    read = decoded(windows_1258(whole))
    assert read == whole or (isinstance(read, DecodingError) and read.code == "bad_encoding")
