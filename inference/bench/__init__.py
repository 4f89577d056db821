"""What `reshoot bench` runs: figures measured on this machine, never pass or fail."""
