"""SDTM: what was recorded, as CDISC tabulates it; one file a domain or small group."""
