-- Gives the two roles that sign in their passwords, from the environment of the container.
\getenv owner_password PEERS_OWNER_PASSWORD
\getenv app_password PEERS_APP_PASSWORD
ALTER ROLE peers_owner PASSWORD :'owner_password';
ALTER ROLE peers_app PASSWORD :'app_password';
