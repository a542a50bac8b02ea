"""What was recorded: an append-only ledger, and what follows from it."""
