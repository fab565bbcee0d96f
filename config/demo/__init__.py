"""The service on an embedded mailbox with sample mails; nothing to configure."""
