"""Files in, articles out: text, saved web pages and JSON lines, or a refusal with its reason."""

from readers.listing import list_inputs
from readers.reading import read_inputs
from readers.records import ReadArticle, Refusal

__all__ = ["ReadArticle", "Refusal", "list_inputs", "read_inputs"]
