"""Incremental building: whatever is edited, the site is that of a clean build."""
