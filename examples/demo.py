"""The whole thing to play with: a shop with open cases and a marketplace that decides some of them.

`make demo` runs this. DEMO_SHOP_PORT and DEMO_MARKETPLACE_PORT choose the ports, DEMO_FOLDER keeps the data,
DEMO_CASES is how many cases the desk has besides (200).
"""

import base64
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
LOOPBACK = "127.0.0.1"
#: Taken where they are free; otherwise the system chooses. A port that was asked for is never replaced.
USUAL_PORTS = {"DEMO_SHOP_PORT": 8010, "DEMO_MARKETPLACE_PORT": 8020}
PATIENCE = 60


class Trouble(Exception):  # noqa: N818 - it is told to a person, not raised at a programmer
    """Something that keeps the demonstration from running, in words for whoever started it."""


def main():
    """Set up, start, wait for Ctrl-C, stop."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    with suppress(KeyboardInterrupt), _folder() as folder:
        shop, marketplace = (f"http://{LOOPBACK}:{_port(name)}" for name in USUAL_PORTS)
        print(f"Preparing a shop with open cases in {folder} …", flush=True)
        password = _prepare(folder, shop, marketplace)
        with _program("shop", shop, folder), _program("marketplace", marketplace, folder):
            print(_words(shop, marketplace, password), flush=True)
            while True:
                time.sleep(3600)
    print("\nStopped.")


def _prepare(folder, shop, marketplace):
    """Settings for both programs, the shop's goods and staff, and the cases. Returns the staff's password."""
    receiving, sending = (_webhook_secret() for _ in range(2))
    os.environ.update(
        SHOP_FOLDER=str(folder / "shop"),
        SHOP_MARKETPLACE="bazaar",
        SHOP_AMENDS_BASE_URL=shop,
        SHOP_AMENDS_WEBHOOK_ALLOW_NETWORKS=f"{LOOPBACK}/32",
        MARKETPLACE_FOLDER=str(folder / "marketplace"),
        MARKETPLACE_RECEIVING_SECRET=receiving,
        MARKETPLACE_SENDING_SECRET=sending,
        MARKETPLACE_SHOP_URL=f"{shop}/amends/inbound/bazaar",
    )
    from demo_cases import seed

    password = secrets.token_urlsafe(6)
    seed(password, endpoint=f"{marketplace}/webhooks", receiving=receiving, sending=sending)
    return password


def _words(shop, marketplace, password):
    return f"""
The shop         {shop}
Its mailbox      {shop}/mailbox/   (mails to customers and staff end here)
Its staff        {shop}/staff/     (anna, or boris for second looks; password {password})
The marketplace  {marketplace}

Four things to try:
1. As a customer: in the mailbox, open the newest mail to maria@example.com, who bought a monitor for 990
   instead of 90,990. Its link leads to her case; accept one of the shop's three offers, or make your own.
2. As the shop: sign in as anna, go to the claims desk, and agree to the claim about the certificate with
   one click. Then press "Perform it now": the code is issued, and the customer gets a mail.
3. As the marketplace: decide about the wilted bouquet, and report that you paid what you awarded. Both go
   back signed; look at the case in the shop again.
4. Before anything goes wrong: order a monitor now. Its right price is being checked, so nobody pays yet; as
   boris, find the order under "Orders to confirm", let its buyer choose, and read the letter in the mailbox.

Everything at the claims desk is made up, the three months with 200 cases in its reports too: a generator
decided who complains. The figures there show what the reports look like, not what such a shop would see.

Ctrl-C stops both.
"""


@contextmanager
def _program(name, address, folder):
    """Run one of the two programs until the block ends."""
    listen = address.removeprefix("http://")
    command = [sys.executable, "-m", "waitress", f"--listen={listen}", "--call", f"{name}:create_app"]
    with (folder / f"{name}.log").open("wb") as log:
        # In a session of its own: Ctrl-C reaches us alone, and we stop it in order.
        process = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        _wait_for(name, address, process, folder)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait_for(name, address, process, folder):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        # A real request: the shop's worker starts with the first one.
        with suppress(OSError), urlopen(address, timeout=PATIENCE):  # noqa: S310 - our own address
            return
        time.sleep(0.1)
    said = (folder / f"{name}.log").read_text(errors="replace")[-2000:]
    raise Trouble(f"The {name} did not start at {address}. It said:\n{said}")


def _port(name):
    """The port that was asked for, else the usual one, else any."""
    asked = os.environ.get(name)
    if asked is None:
        return next(port for port in (USUAL_PORTS[name], 0) if _is_free(port)) or _free_port()
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Trouble(f"{name} is {asked!r}, which is no port. Set it to a number such as 8010.")
    if not _is_free(int(asked)):
        raise Trouble(f"Port {asked} is taken. Set {name} to another one, or leave it out.")
    return int(asked)


def _is_free(port):
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            tried.bind((LOOPBACK, port))
            return True
    return False


def _free_port():
    with socket.socket() as tried:
        tried.bind((LOOPBACK, 0))
        return tried.getsockname()[1]


@contextmanager
def _folder():
    """A fresh folder, thrown away at the end; or the one that was asked for, which stays."""
    asked = os.environ.get("DEMO_FOLDER")
    folder = Path(asked).resolve() if asked else Path(tempfile.mkdtemp(prefix="flask-amends-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Trouble(f"{folder} is not empty. Set DEMO_FOLDER to a new folder, or leave it out.")
    try:
        yield folder
    finally:
        if not asked:
            shutil.rmtree(folder, ignore_errors=True)


def _webhook_secret():
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _interrupt(*_):
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
