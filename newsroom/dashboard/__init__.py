"""The dashboard: the questions of the day, and for each a short answer that leads to the whole one."""
