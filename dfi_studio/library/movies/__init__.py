"""Films as files, one format a module; none holds more than a frame or two in memory."""
