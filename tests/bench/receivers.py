"""A receiver in a process of its own that answers 204 to every POST: nginx, or a small one in Python."""

import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIG = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log stderr crit;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {home}/body; keepalive_requests 1000000; keepalive_timeout 300s;
  proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }}
}}
"""


@contextmanager
def running(home: Path) -> Iterator[str]:
    """Start a receiver; returns its address."""
    port = _free_port()
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is not None:
        config = home / "nginx.conf"
        config.write_text(CONFIG.format(home=home, port=port))
        command = [nginx, "-p", str(home), "-c", str(config)]
    else:
        command = [sys.executable, "-m", "tests.bench.receivers", str(port)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("The receiver did not start.")


class _Answering(asyncio.Protocol):
    """Reads requests and says 204; enough HTTP for this one client."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, rest = self._read.partition(b"\r\n\r\n")
            fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
            length = next((int(value) for name, _, value in fields if name.lower() == b"content-length"), 0)
            if len(rest) < length:
                return
            self._read = rest[length:]
            assert isinstance(self._transport, asyncio.Transport)
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
