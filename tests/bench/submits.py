"""B9: what taking a claim costs a web process, and how long it takes while webhooks are delivered."""

import json
import shutil
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from flask_amends.testing import close
from tests.bench import backlog, parts, receivers
from tests.bench.figures import Figure, Scale, middle, quantile
from tests.bench.serving import Request, cpu_of, get, serving, timed

PERSON = {"name": "Maria Nowak", "reason": "defective", "ask": "full_refund", "description": backlog.TEXT}


def claims(home: Path, scale: Scale) -> list[Figure]:
    """CPU of a submitted claim against a view that parses JSON; p99 while draining against idle."""
    with receivers.running(home) as url:
        template = home / "template.sqlite3"
        state = backlog.open_state(f"sqlite:///{template}")
        backlog.add_receivers(state, url)
        close(state)
        return [_cpu(home, scale, template), _latency(home, scale, url)]


def _cpu(home: Path, scale: Scale, template: Path) -> Figure:
    bare, ours = [], []
    for number in range(scale.rounds):
        with serving("bare", home / "none") as port:
            bare.append(cpu_of(port, [_json(one) for one in range(scale.submits)]))
        copy = home / f"round{number}.sqlite3"
        shutil.copyfile(template, copy)
        with serving("shop", copy) as port:
            ours.append(cpu_of(port, _forms(port, scale.submits)))
    how = f"{middle(ours) * 1e6:,.0f} us CPU a claim, bare {middle(bare) * 1e6:,.0f}, under gunicorn"
    return Figure(
        id="B9",
        what="a submitted claim / a POST that parses JSON",
        ratio=middle(ours) / middle(bare),
        goal=3.0,
        how=how,
    )


def _latency(home: Path, scale: Scale, url: str) -> Figure:
    path = home / "latency.sqlite3"
    uri = f"sqlite:///{path}"
    backlog.fill(uri, scale.latencies * 10 + backlog.RECEIVERS, url)
    with serving("shop", path) as port:
        timed(port, _forms(port, 20))
        idle = timed(port, _forms(port, scale.latencies))
        forms = _forms(port, scale.latencies)
        arguments = {"count": scale.latencies * 10, "warm_up": backlog.RECEIVERS}
        draining = threading.Thread(
            target=parts.run, args=("drain",), kwargs={"database_uri": uri, **arguments}
        )
        draining.start()
        time.sleep(2)  # it has begun by then
        busy: list[float] = []
        while forms and (draining.is_alive() or not busy):
            busy += timed(port, [forms.pop()])
        draining.join()
    p99 = [quantile(values, 0.99) for values in (busy, idle)]
    how = f"p99 {p99[0] * 1e3:.1f} ms of {len(busy)} claims, idle {p99[1] * 1e3:.1f} ms of {len(idle)}"
    return Figure(
        id="B9", what="p99 of a claim while draining / idle", ratio=p99[0] / p99[1], goal=2.0, how=how
    )


def _json(number: int) -> Request:
    body = json.dumps({**PERSON, "email": f"shopper{number}@example.com", "order_number": f"A-{number}"})
    return Request(path="/claim", body=body.encode(), headers={"Content-Type": "application/json"})


def _forms(port: int, count: int) -> list[Request]:
    """Claims as browsers send them, each by another person from another network."""
    tokens: list[str] = json.loads(get(port, f"/forms/{count}"))
    return [_form(number, token) for number, token in enumerate(tokens)]


def _form(number: int, token: str) -> Request:
    person = {
        "email": f"{token[-16:].strip('-_').lower()}{number}@example.com",
        "order_number": f"A-{token[-16:]}",
    }
    body = urlencode({**PERSON, **person, "form_token": token, "step": "send"})
    address = f"10.{number // 250 % 250}.{number % 250}.1"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Bench-Address": address}
    return Request(path="/amends/claim", body=body.encode(), headers=headers)
