"""What the user can do: each public method of these classes is one action, by the same name."""
