"""The window itself: its frame, pages, panels' places, bars, and what it shows."""
