"""Reads what publishers announce: feeds and news sitemaps, made of bytes that nobody has vouched for."""
