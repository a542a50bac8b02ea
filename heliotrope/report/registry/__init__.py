"""The registry's results form, filled from the rows of results."""
