"""Render: template + view → bytes. A template sees its view and nothing else: no look-ups, no clock, no chance."""
