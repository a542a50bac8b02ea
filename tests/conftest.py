"""What every test may ask for; for now the import path only."""
