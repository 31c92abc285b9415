"""What the recipes of our networks share: how pictures are worn, layers, runs on disk, curves, graphs."""
