"""DFI Studio: change what is in a photograph by moving it through a network's feature space."""

__version__ = "0.1.0"
