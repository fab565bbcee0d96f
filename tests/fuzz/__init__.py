"""Bad input: seeded mutations of sound samples, which each reader must turn into facts or a finding."""
