"""The pages for whoever keeps groups true by a link, without an account."""
