"""The load: a process of its own, light enough not to become what is measured."""
