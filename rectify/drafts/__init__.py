"""Drafts: what somebody has typed into a form and not sent yet, kept on the server."""
