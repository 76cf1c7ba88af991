"""The dataset browser: the catalogue as a grid, two trays, and how the trays differ."""
