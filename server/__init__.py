"""Pages, hashed assets and the headers that keep them private."""
