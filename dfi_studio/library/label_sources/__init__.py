"""Where labels come from: tables beside pictures, folders, and file names."""
