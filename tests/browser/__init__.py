"""The product in a real browser: keys, drafts, layout."""
