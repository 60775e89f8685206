"""Uploads: asked for, sent straight to the store, scanned, and only then shown to anybody."""
