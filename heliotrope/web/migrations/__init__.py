"""The tables, in the order in which they came to be."""
