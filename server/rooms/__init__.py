"""Rooms: one anchor, any number of fans, and a match of rock, paper, scissors between them."""
