"""Faces in the window: which one is edited, what is solved for it, and how it comes back."""
