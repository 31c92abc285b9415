"""How right all of it is: portraits, moving pictures, hands and gestures, measured on labelled pictures."""
