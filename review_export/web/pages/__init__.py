"""The pages, a file each: what they show is asked of `archive`, what a person decides is handed on."""
