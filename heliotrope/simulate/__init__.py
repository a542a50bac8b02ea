"""Imagined trials, run with the very functions the real trial uses."""
