"""Endpoints: what they may look like, and what they subscribe to."""

import dataclasses

import pytest

from amends_webhooks import Endpoint, EndpointError, check_headers, check_url, generate_secret, wants

SECRET = generate_secret()
LOOPBACK = ("127.0.0.0/8", "::1/128")


def endpoint(**changed):
    return Endpoint(
        **{"id": "ep_1", "url": "https://market.example/hook", "owner": "market", "keys": (SECRET,)} | changed
    )


GOOD = {
    "https://market.example": "https://market.example/",
    "https://market.example/": "https://market.example/",
    "https://market.example:443/a": "https://market.example/a",
    "HTTPS://Market.EXAMPLE/Path?Query=1": "https://market.example/Path?Query=1",
    "https://market.example./a": "https://market.example/a",
    "https://market.example/a?b=c&d=%20e": "https://market.example/a?b=c&d=%20e",
    "https://zażółć.example/łódź?ą=ę": "https://xn--za-6ja4f8n1l.example/%C5%82%C3%B3d%C5%BA?%C4%85=%C4%99",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://xn--bcher-kva.example/": "https://xn--bcher-kva.example/",
    "https://ｍａｒｋｅｔ.example/": "https://market.example/",
    "https://market。example/": "https://market.example/",
    "https://a-b.c-d.example/x/../y": "https://a-b.c-d.example/x/../y",
    "https://1.2.3.example/": "https://1.2.3.example/",
}
BAD = [
    "",
    " ",
    "market.example",
    "//market.example/",
    "https:",
    "https://",
    "https:///path",
    "https:market.example",
    "http://market.example/",
    "ftp://market.example/",
    "file:///etc/passwd",
    "gopher://market.example/",
    "ws://market.example",
    "javascript:alert(1)",
    "data:text/plain,x",
    "unix:///run/docker.sock",
    "https+unix://x/",
    "httpss://market.example/",
    "https://user@market.example/",
    "https://user:pass@market.example/",
    "https://@market.example/",
    "https://:@market.example/",
    "https://market.example@evil.example/",
    "https://market.example/#f",
    "https://market.example/#",
    "https://market.example#@evil/",
    "https://market.example:444/",
    "https://market.example:80/",
    "https://market.example:0/",
    "https://market.example:99999/",
    "https://market.example:-1/",
    "https://market.example:x/",
    "https://market.example:４４３x/",
    "https://market.example: 443/",
    "https://127.0.0.1/",
    "https://127.0.0.1.:443/",
    "https://10.0.0.1/",
    "https://8.8.8.8/",
    "https://169.254.169.254/latest/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1]/",
    "https://[::1/",
    "https://[2606:4700::1]/",
    "https://[v1.x]/",
    "https://[]/",
    "https://::1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0/",
    "https://0x/",
    "https://127.0.0.1%00.market.example/",
    "https://127%2e0%2e0%2e1/",
    "https://１２７.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://foo.localhost/",
    "https://printer.local/",
    "https://db.internal/",
    "https://metadata.google.internal/",
    "https://abc.onion/",
    "https://intranet/",
    "https://a/",
    "https://ⓛocalhost/",
    "https://loc\u00adalhost/",
    "https://market_place.example/",
    "https://-a.example/",
    "https://a-.example/",
    "https://a..example/",
    "https://.example/",
    "https://market.example../",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 127 + "example/",
    "https://market.example/" + "a" * 2000,
    "https://xn--.example/",
    "https://xn--a.example/",
    "https://\ud800.example/",
    "https://\u202emarket.example/",
    "https://a\u200bb.example/",
    "https://*.example/",
    "https://market.example\\@evil.example/",
    "https:\\\\market.example/",
    "https://market.example/a b",
    "https://market.example/\n",
    "\nhttps://market.example/",
    "https://market.example/\x00",
    "https://mar\tket.example/",
    "https://market.example/\r\nHost: x",
    "https://market.example\r/",
    "https://mar\x7fket.example/",
    "https://market.example/<script>",
    "https://$market.example/",
    "https://market,example/",
    "https://market;example/",
    "https://market.example:443:443/",
    "https://;/",
    "https://?/",
    "https://%6d.example/",
    "https://{host}/",
    "https://market.example|evil/",
    "https://'market.example/",
    "https://!/",
]


@pytest.mark.parametrize(("url", "normal"), GOOD.items())
def test_a_good_url_is_brought_to_its_normal_form(url, normal):
    assert check_url(url) == normal
    assert check_url(normal) == normal


@pytest.mark.parametrize("url", BAD, ids=range(len(BAD)))
def test_a_bad_url_is_refused_with_a_sentence(url):
    with pytest.raises(EndpointError) as refusal:
        check_url(url)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("url", [None, 1, b"https://market.example/"])
def test_only_text_is_a_url(url):
    with pytest.raises(EndpointError):
        check_url(url)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[0:0::1]/", "http://[::1]/"),
        ("https://127.0.0.1/", "https://127.0.0.1/"),
        ("http://dev.internal:80/", "http://dev.internal/"),
        ("https://dev.example:8443/", "https://dev.example:8443/"),
    ],
)
def test_with_allow_networks_http_ports_and_their_addresses_are_taken(url, normal):
    assert check_url(url, allow_networks=LOOPBACK) == normal


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "https://8.8.8.8/", "http://[fe80::1]/", "ftp://localhost/", "http://a@localhost/"],
)
def test_allow_networks_opens_nothing_else(url):
    with pytest.raises(EndpointError):
        check_url(url, allow_networks=LOOPBACK)


def test_an_endpoint_is_frozen_and_keeps_the_normal_url():
    made = endpoint(url="https://MARKET.example")
    assert made.url == "https://market.example/"
    assert (made.events, made.max_in_flight, made.rate_per_second) == (("*",), 4, 10)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.url = "https://other.example/"
    with pytest.raises(TypeError):
        made.headers["x"] = "y"


def test_its_representation_shows_no_key_and_no_header():
    shown = repr(endpoint(headers={"x-api-key": "topsecret"}))
    assert SECRET not in shown
    assert "topsecret" not in shown


@pytest.mark.parametrize(
    "changed",
    [
        {"id": ""},
        {"owner": ""},
        {"url": "http://market.example/"},
        {"events": ()},
        {"events": ("dispute.",)},
        {"events": ("*.created",)},
        {"events": ("dispute*",)},
        {"events": ("",)},
        {"events": ("dispute.**",)},
        {"keys": ()},
        {"keys": ("whsec_AAAA",)},
        {"keys": ("whsec_plJ3nmyCDGBKInavdOK15jsl",)},
        {"keys": (SECRET,) * 12},
        {"keys": ("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",)},
        {"headers": {"Host": "x"}},
        {"max_in_flight": 0},
        {"rate_per_second": 0},
        {"rate_per_second": float("nan")},
        {"allow_networks": ("loopback",)},
    ],
)
def test_a_bad_endpoint_cannot_be_made(changed):
    with pytest.raises(EndpointError) as refusal:
        endpoint(**changed)
    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize(
    ("pattern", "event", "wanted"),
    [
        ("*", "dispute.created", True),
        ("dispute.created", "dispute.created", True),
        ("dispute.created", "dispute.created.twice", False),
        ("dispute.*", "dispute.created", True),
        ("dispute.*", "dispute.offer.proposed", True),
        ("dispute.*", "dispute", False),
        ("dispute.*", "disputed.created", False),
        ("dispute.offer.*", "dispute.offer.proposed", True),
        ("dispute.offer.*", "dispute.decided", False),
        ("review.invited", "dispute.created", False),
    ],
)
def test_filters_match_exactly_or_by_whole_words(pattern, event, wanted):
    assert wants(endpoint(events=("withdrawal.received", pattern)), event) is wanted


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "content-length",
        "Content-Type",
        "Transfer-Encoding",
        "connection",
        "TE",
        "Trailer",
        "upgrade",
        "Expect",
        "cookie",
        "webhook-id",
        "Webhook-Signature",
        "webhook-anything",
        "Proxy-Authorization",
        "proxy-connection",
        "user-agent",
        "accept-encoding",
        "Sec-Fetch-Site",
        "X-Forwarded-For",
        "",
        "a b",
        "a:b",
        "ä",
        "x\r\ny",
        "x" * 65,
        ":authority",
    ],
)
def test_reserved_and_malformed_header_names_are_refused(name):
    with pytest.raises(EndpointError):
        check_headers({name: "value"})


@pytest.mark.parametrize("value", ["", " ", "a\r\nb", "a\nb", "a\x00b", "ä", " a", "a ", "x" * 1025])
def test_malformed_header_values_are_refused(value):
    with pytest.raises(EndpointError):
        check_headers({"x-key": value})


def test_other_headers_are_kept_in_lower_case():
    assert check_headers({"Authorization": "Bearer x", "X-Shop": "a b"}) == {
        "authorization": "Bearer x",
        "x-shop": "a b",
    }
    with pytest.raises(EndpointError, match="twice"):
        check_headers({"X-Shop": "a", "x-shop": "b"})
    with pytest.raises(EndpointError, match="at most 16"):
        check_headers({f"x-{number}": "a" for number in range(17)})
