"""Masks in the window: which one is in hand, and to and from files."""
