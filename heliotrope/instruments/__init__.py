"""Answers go in, scores come out: one file for each published instrument."""
