"""Pixels in, pixels out; knows no Slack, no Redis, no database."""
