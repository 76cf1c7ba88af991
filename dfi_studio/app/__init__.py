"""The window's composition root: what is built, in which order, and how it ends."""
