"""A whole booking, lived through the public API alone: what `make demo` plays and checks."""
