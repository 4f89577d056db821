"""Cut -> repainted cuts. A painter is called with (cut, prompt, seeds)."""
