"""Results, written down: rows in, HTML, PDF and figures out; never computes a number."""
