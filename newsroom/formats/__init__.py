"""How the desk writes dates and numbers, for each language of its screens."""
