"""English, as the newsroom writes it."""
