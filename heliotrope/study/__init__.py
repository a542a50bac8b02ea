"""This trial, as written: a folder of files → frozen objects."""
