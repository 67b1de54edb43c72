# pip install authlib requests
import os

from authlib.integrations.requests_client import OAuth2Session

url = os.environ.get("PEERS_URL", "http://localhost:8000")
api = OAuth2Session(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], scope="groups:read")
api.fetch_token(f"{url}/oauth/token", organization=os.environ["ORGANISATION"])
query = "{ viewer { organisation { name } scopes } groups(first: 3) { nodes { name } } }"
print(api.post(f"{url}/graphql", json={"query": query}).json()["data"])
