"""The built-in checker: what can be known from the bytes alone, without a virus database or a classifier."""

from integrations.media_scan.checker import BuiltInScan

__all__ = ["BuiltInScan"]
