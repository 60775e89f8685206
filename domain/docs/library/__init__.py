"""The wording RastUp ships with. Each Markdown file is one version of one clause or template, frozen once released.

To change wording, add a file with the next version; a test compares the released files with their fingerprints.
"""
