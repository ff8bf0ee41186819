"""A shop of plain HTML pages, without Flask and without our packages. Run it: python -m embed.shop

Its pages lie in ``pages/``. All that the server adds is the signed order of the page, made with nothing but
JSON, base64 and HMAC-SHA-256, so that any language can do the same.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

PAGES = Path(__file__).with_name("pages")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}
KEY = b"the shop and its help share this key"
ORDER = {
    "number": "1001",
    "currency": "EUR",
    "lines": [{"sku": "lamp", "title": "Reading lamp", "quantity": 1, "unit_price": "49.00"}],
    # Whose order it is, without saying so in an address.
    "email_sha256": hashlib.sha256(b"maria@example.com").hexdigest(),
}


def signed(order, key=KEY):
    """The order as a compact JWS (HS256), good once and for five minutes."""
    moment = int(time.time())  # noqa: TID251 - another shop's clock
    claims = {
        "aud": "amends",
        "iat": moment,
        "exp": moment + 300,
        "jti": secrets.token_urlsafe(16),
        "order": order,
    }
    text = f"{_packed({'alg': 'HS256', 'typ': 'JWT'})}.{_packed(claims)}"
    return f"{text}.{_base64(hmac.digest(key, text.encode(), 'sha256'))}"


def _packed(value):
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Shop(BaseHTTPRequestHandler):
    """Serves the pages under the policy that `flask amends csp` prints."""

    help = "http://localhost:8002"

    def do_GET(self):
        path = self.path.partition("?")[0]
        file = PAGES / (path.strip("/") or "index.html")
        if file.parent != PAGES or file.suffix not in TYPES or not file.is_file():
            self.send_error(404)
            return
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            text = Template(text).substitute(help=self.help, order=signed(ORDER))
        self.send_response(200)
        self.send_header("Content-Type", TYPES[file.suffix])
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", self.policy(file.stem))
        self.end_headers()
        self.wfile.write(text.encode())

    def policy(self, page):
        """A page that shows a bare frame allows no script at all."""
        ours = f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-src {self.help}"
        if page == "frame":
            return ours
        return f"{ours}; script-src {self.help}; require-trusted-types-for 'script'; trusted-types 'none'"

    def log_message(self, *_):
        """The order of a page is nobody's business: nothing is logged."""


def serve(port=8001, handler=Shop):
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    print("The shop: http://127.0.0.1:8001  (its help: flask --app embed.help run --port 8002)")
    with serve() as server:
        server.serve_forever()
