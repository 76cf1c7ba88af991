"""The window: Qt widgets that show a session and pass on what the hand does."""
