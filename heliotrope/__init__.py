"""Runs a small clinical trial: study files in, the evaluated primary outcome out."""

__version__ = "0.1.0"
