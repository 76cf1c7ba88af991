"""The guide in the window: its pages, and which of them fits what the user is doing."""
