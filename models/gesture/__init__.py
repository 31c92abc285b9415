"""The recipe of the gesture classifier: `python -m models.gesture` makes its weights anew."""
