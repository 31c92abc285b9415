"""The steps behind `make`: each fetches or makes one thing under build/."""
