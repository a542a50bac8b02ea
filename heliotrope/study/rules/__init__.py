"""What must hold within a study beyond its types: one file a subject, a Study in, findings out."""
