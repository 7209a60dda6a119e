"""The PostgreSQL that comes with Newsroom, as an engine for Django that starts it when needed."""
