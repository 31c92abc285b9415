"""Who may work in the studio."""
