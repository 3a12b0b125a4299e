"""What comes before the mending: letter received, pledge, leading group; scans of signed papers."""
