"""Figures of the front door, taken from one real server process over the loopback: `make figures`."""
