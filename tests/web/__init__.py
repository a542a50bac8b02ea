"""Tests of the web room: pages, acts, the store, attacks."""
