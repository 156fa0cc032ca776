"""Bytes of a file to the text that offsets count in, or the reason why there is none.

Nothing is ever replaced by a question mark: bytes that are not surely text are refused.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from readers.records import ReasonCode

#: How the files begin that people rename or save as `.txt` by mistake.
SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture, a sound or a film"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or a .docx, .xlsx, .odt document)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"From: <Saved by", "a web archive (.mhtml)"),
    (b"MIME-Version:", "a web archive (.mhtml) or a mail"),
)

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
NOT_ASCII = re.compile(rb"[\x80-\xff]")

#: Windows-1258 writes the five tones as marks after the vowel.
TONES = "\u0300\u0301\u0303\u0309\u0323"
VIETNAMESE_VOWELS = "aăâeêioôơuưy"
WORD = re.compile(rf"[^\W\d_][^\W\d_{TONES}]*(?:[{TONES}][^\W\d_]*)*")
#: A Vietnamese syllable without its tone.
SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    rf"[{VIETNAMESE_VOWELS}]{{1,3}}(ch|ng|nh|[cmnpt])?"
)
#: Fewer tone marks are too few to tell Windows-1258 from another old encoding.
FEWEST_TONE_MARKS = 3
SMALLEST_SHARE_OF_SYLLABLES = 0.9
MOST_VALID_SEQUENCES = 0.1


class DecodingError(Exception):
    """The bytes are not text that can be read surely: a reason code, and why with the way out."""

    def __init__(self, code: ReasonCode, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 as it stands, UTF-16 with its mark, or Windows-1258.

    Valid UTF-8 comes back character for character (byte order mark, CRLF and NFD kept), so that
    offsets count in the file as stored. UTF-16 and Windows-1258 are transcoded, the mark left
    out and the tone marks of Windows-1258 joined to their vowels (NFC), as iconv does.

    Raises DecodingError with `empty`, `not_text` or `bad_encoding`.
    """
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            raise DecodingError(
                "not_text", f"is {name}, not text; save the article's text as a UTF-8 .txt file."
            )
    text = _decode(data)
    if not text.strip("\ufeff \t\r\n\v\f\u00a0\u200b\u2028\u2029\u3000"):
        raise DecodingError("empty", "holds no text, only white space; remove it or save it again.")
    control = CONTROL_CHARACTERS.search(text)
    if control:
        name = "UTF-16 without its mark or no text" if control.group() == "\0" else "no text"
        raise DecodingError(
            "not_text",
            f"holds the control character U+{ord(control.group()):04X} at character "
            f"{control.start()}, so it is {name}; save the article's text as a UTF-8 .txt file.",
        )
    return text


def _decode(data: bytes) -> str:
    if not data:
        raise DecodingError("empty", "is empty (0 bytes); remove it or save it again.")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _transcode(data, "utf-32", "UTF-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _transcode(data, "utf-16", "UTF-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if b"\0" in data:
        raise DecodingError(
            "not_text",
            f"holds a zero byte at offset {data.index(0)}, so it is no text; "
            "save the article's text as a UTF-8 .txt file.",
        )
    text = _windows_1258(data)
    if text is None:
        raise _broken_utf8(data, broken)
    return text


def _transcode(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise DecodingError(
            "bad_encoding",
            f"begins with the mark of {name} but breaks off or breaks at byte {error.start}; "
            "open it in an editor and save it as UTF-8.",
        ) from error


def _broken_utf8(data: bytes, error: UnicodeDecodeError) -> DecodingError:
    line = data.count(b"\n", 0, error.start) + 1
    return DecodingError(
        "bad_encoding",
        f"is not valid UTF-8: byte 0x{data[error.start]:02X} at offset {error.start} (line {line}) "
        "belongs to no character, and the file is not surely Windows-1258 either; open it in the "
        "encoding it was written in and save it as UTF-8.",
    )


def mostly_utf8(data: bytes) -> bool:
    """Whether so many bytes make valid UTF-8 that no one-byte encoding would have them by chance.

    Tells UTF-8 with a few broken bytes from text in an old encoding.
    """
    sequences = UTF8_SEQUENCE.findall(data)
    others = len(NOT_ASCII.findall(data)) - sum(map(len, sequences))
    return len(sequences) > MOST_VALID_SEQUENCES * (len(sequences) + others)


def _windows_1258(data: bytes) -> str | None:
    """The text when the bytes are surely Vietnamese in Windows-1258, else None."""
    if mostly_utf8(data):
        return None
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    marks = [index for index, character in enumerate(text) if character in TONES]
    if len(marks) < FEWEST_TONE_MARKS:
        return None
    if any(text[index - 1 : index].lower() not in set(VIETNAMESE_VOWELS) for index in marks):
        return None
    # Words with a letter outside ASCII are the proof: names and units in ASCII prove nothing.
    words = [word for word in WORD.findall(text.lower()) if not word.isascii()]
    syllables = sum(SYLLABLE.fullmatch(_without_tone(word)) is not None for word in words)
    if syllables < SMALLEST_SHARE_OF_SYLLABLES * len(words):
        return None
    return unicodedata.normalize("NFC", text)


def _without_tone(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
