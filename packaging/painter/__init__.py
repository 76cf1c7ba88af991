"""A small 2.5-D portrait painter: a relief of a face is shaped, lit, coloured and combed."""
