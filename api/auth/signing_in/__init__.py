"""How a person shows who they are: a passkey, a password, a way back; and what follows of it."""
