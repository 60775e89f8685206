"""The commands behind `rastup`, a file per subject."""
