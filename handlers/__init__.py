"""How people reach the desk: Slack."""
