"""Vietnamese socio-economic reports: article in, observations out."""

from extraction.explain import explain
from extraction.extract import extract, extraction_version
from extraction.observation import Article, Observation

__all__ = ["Article", "Observation", "explain", "extract", "extraction_version"]
