"""The middle of the window: the picture, and what stands there before one is opened."""
