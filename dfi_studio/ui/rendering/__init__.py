"""Between the window and the engine: who renders what, when, and what is shown meanwhile."""
