"""Real servers for the session: started here on free ports with throw-away data, stopped after."""
