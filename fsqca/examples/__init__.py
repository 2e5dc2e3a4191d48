"""Worked examples, from raw data to a page to read: ``python -m fsqca example``."""
