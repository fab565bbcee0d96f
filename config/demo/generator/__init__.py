"""Makes the fictional sample material: seals, papers, scans and mails. Only making needs LibreOffice and fonts."""
