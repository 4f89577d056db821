"""Shadow and reflection of a thing that was put into a picture."""
