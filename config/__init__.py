"""Settings, call files, the one place that builds everything from them, and the command line."""
