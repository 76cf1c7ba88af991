"""Results on their way out of the window."""
