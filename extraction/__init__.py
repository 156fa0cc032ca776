"""Vietnamese socio-economic reports: article in, observations out."""

from extraction.explain import explain
from extraction.extract import Extraction, extract, extract_all, extraction_version
from extraction.observation import Article, Observation

__all__ = [
    "Article",
    "Extraction",
    "Observation",
    "explain",
    "extract",
    "extract_all",
    "extraction_version",
]
