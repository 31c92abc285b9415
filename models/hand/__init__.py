"""The borrowed landmark network with a smaller input: what is changed in it, and how that is learnt."""
