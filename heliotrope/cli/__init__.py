"""What a person types at a prompt in, the exit code out; each command in the file of its kind."""

from heliotrope.cli.app import main

__all__ = ["main"]
