"""The same facts in CDISC's words: snapshot → ADaM frames → files."""
