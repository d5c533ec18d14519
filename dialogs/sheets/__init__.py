"""Sheets that are filled in elsewhere and come back: made from the plan as it stands, read beside the plan as it is."""
