"""The look: components, their files, and the gallery in a real browser."""
