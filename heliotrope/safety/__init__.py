"""Values go in, duties come out: grades and equivalents, each with the rule that gave it."""
