"""The queue in the window: its panel, its actions, and what runs it."""
