"""Statistics that know no trial: arrays in, an Estimate out."""
