"""The analysis plan, written down: a version of a study in, a document of sections out."""
