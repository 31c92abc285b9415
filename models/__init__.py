"""The models: one manifest, and the recipes that convert, quantize, verify and measure. Build time only."""
