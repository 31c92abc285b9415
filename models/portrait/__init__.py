"""The recipe of our own portrait network: where the person in a picture is."""
