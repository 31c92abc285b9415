"""Our own plug-ins, made with the same hooks as those of others: `plugins/find.py` lists them."""
