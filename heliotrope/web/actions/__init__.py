"""What people do: one file an act, each a person's intention in and the recorded facts out."""
