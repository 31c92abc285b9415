"""Figures without tracking: counters of what happens on a campaign's page, and nothing of anybody."""
