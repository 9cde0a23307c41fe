"""A client of one address that speaks plain HTTP, each request on a connection of its own."""

import http.client

import http_client
from http_client import Exchange, Reply
from payloads import stateless


class HTTPClient:
    """Underscores in the names of headers stand for hyphens; None leaves one out."""

    def __init__(self, address: str):
        self._address = address

    def open(
        self, method: str, path: str, body: dict | list | bytes | None = None, headers: dict | None = None
    ) -> http.client.HTTPResponse:
        """Sends a request; the response can be read as it comes."""
        return Exchange(self._address, method, body, headers, path).response

    def get(self, path: str) -> Reply:
        return Exchange(self._address, "GET", path=path).reply()

    def post(self, message: dict, **headers: str | None) -> Reply:
        return http_client.post(self._address, message, **headers)

    def open_post(self, message: dict, **headers: str | None) -> http.client.HTTPResponse:
        return self.open("POST", "/mcp", message, {name.replace("_", "-"): value for name, value in headers.items()})

    def ask(self, method: str, params: dict | None = None, *, id: str | int = 1, **headers: str | None) -> Reply:
        """A request of the stateless revision."""
        params = stateless(params) if "_meta" not in (params or {}) else params
        return self.post({"jsonrpc": "2.0", "id": id, "method": method, "params": params}, **headers)
