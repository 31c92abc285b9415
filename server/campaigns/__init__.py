"""Campaigns: what a marketing team makes, as one document and its assets."""
