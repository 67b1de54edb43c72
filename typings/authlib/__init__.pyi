# What of Authlib is used here, with types: those that others wrote for it are incomplete.
