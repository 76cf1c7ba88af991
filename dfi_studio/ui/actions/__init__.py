"""What the user can do: a table from which menus, tool bar, keys and the palette are made."""
