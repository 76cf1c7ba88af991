"""The catalogue: which pictures there are, what is known of them, and questions about them."""
