"""Measures Newsroom: each module is one case, runs in a process of its own and prints a small table."""
