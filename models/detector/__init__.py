"""The recipe of the hand and gesture detector: one pass for where hands are and what they show."""
