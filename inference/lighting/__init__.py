"""Where light comes from, how soft it is and what colour it has; and moving it."""
