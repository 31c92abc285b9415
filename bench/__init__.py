"""The budgets of the page, measured in a real Chromium beside its peers."""
