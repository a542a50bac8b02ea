"""ADaM: datasets ready for analysis, one file each."""
