"""How well painted pixels are seated, beside what others do with the same pixels and masks."""
