"""The verbs, as generators: the only place where mathematics meets files."""
