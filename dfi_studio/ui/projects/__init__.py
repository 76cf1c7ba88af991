"""Projects in the window: open, saved, brought back after a crash, and opened lately."""
