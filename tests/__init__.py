"""The suite: every behaviour through the door its users take."""
