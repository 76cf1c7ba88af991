"""Values and errors that every other layer speaks of: numpy only."""
