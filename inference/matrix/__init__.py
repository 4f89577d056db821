"""Many edits of one golden: a grid of cells, each an instruction of its own. Pure values."""
