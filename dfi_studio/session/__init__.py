"""What is being edited, and how it came to be: documents, edits, undo. Pure Python."""
