"""Training a decoder from the window: the flow, its state as values, and its dialog."""
