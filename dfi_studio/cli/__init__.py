"""The command line: the pipeline's verbs with a progress line."""
