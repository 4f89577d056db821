"""The desk: requests, jobs, verdicts, delivery; knows no Slack."""
