"""The door itself: setting up, settings, serving, the tools and the second database."""
