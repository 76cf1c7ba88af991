"""The ISDA workspace: what a class of pictures varies in, seen on a photo."""
