"""Every word of the server in every language that it speaks."""
