"""The benchmarks: this machine in, one table of ratios and bars out. Never part of the tests."""

from django.conf import settings

from heliotrope.web.settings import configure

# Before any module of this package imports a model; nothing connects until one names a database.
if not settings.configured:
    configure("sqlite:///no-such-folder/none.sqlite3", demo=True)
