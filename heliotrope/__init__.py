"""Runs a small clinical trial: study files in, the evaluated primary outcome out."""
