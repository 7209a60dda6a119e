"""Reading one web page: its characters, what it says about itself, and whether it is the article at all."""
