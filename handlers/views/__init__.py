"""Pure functions: what the desk wants to say -> Block Kit."""
