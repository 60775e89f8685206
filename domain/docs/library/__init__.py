"""The wording RastUp ships with: each Markdown file is one version of one clause or template, frozen.

To change wording, add a file with the next version; a test compares released files with their fingerprints.
"""
