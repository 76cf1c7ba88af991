"""The Sequence workspace: a film of an edit, from its keys on a timeline to a file."""
