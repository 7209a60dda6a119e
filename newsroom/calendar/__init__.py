"""The calendar of the desk: what goes live when, what may not before, and what is due."""
