"""Files: photographs, picture sets, labels, attribute files, network weights."""
