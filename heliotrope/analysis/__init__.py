"""The plan, run: ADaM frames in, results as rows out."""
