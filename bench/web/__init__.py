"""The web application under load: how long its pages take on a large archive, and what many people at once do to it."""
