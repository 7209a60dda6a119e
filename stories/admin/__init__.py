"""The desk's pages for stories and their texts."""
