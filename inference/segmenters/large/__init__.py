"""The large networks: segment-anything and those that find what a phrase names."""
