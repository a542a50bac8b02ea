"""The edge: pages, people, the database; the one Django app."""
