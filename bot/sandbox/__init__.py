"""A Slack workspace on this machine, for demos and tests. Imports nothing of ours."""
