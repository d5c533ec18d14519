"""Slack. The only importer of slack_bolt and slack_sdk."""
