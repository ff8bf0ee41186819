"""The servers of the suite do what the tests rely on."""

import smtplib
from email.message import EmailMessage

import pytest
import requests
import sqlalchemy as sa

from tests.servers.mail import MailServer
from tests.servers.receiver import Answer, Receiver


def test_a_database_is_fresh(database_uri):
    engine = sa.create_engine(database_uri)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE seen (id INTEGER)"))
        connection.execute(sa.text("INSERT INTO seen VALUES (1)"))
        assert connection.scalar(sa.text("SELECT count(*) FROM seen")) == 1
    engine.dispose()


def test_two_postgres_databases_are_apart(postgres_server, postgres_uri):
    other = postgres_server.create()
    assert other != postgres_uri
    postgres_server.drop(other)


def test_mail_is_parsed(smtp_server: MailServer):
    message = EmailMessage()
    message["From"], message["To"] = "shop@example.com", "zażółć@example.com"
    message["Subject"] = "Zażółć gęślą jaźń"
    message.set_content("שלום\n")
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as client:
        client.send_message(message)

    (got,) = smtp_server.wait_for(1)
    assert got["Subject"] == "Zażółć gęślą jaźń"
    assert got.get_content() == "שלום\r\n"
    assert smtp_server.envelopes[0].rcpt_tos == ["zażółć@example.com"]


def test_mail_is_refused_on_demand(smtp_server: MailServer):
    smtp_server.refusal = "451 later"
    with (
        smtplib.SMTP(smtp_server.host, smtp_server.port) as client,
        pytest.raises(smtplib.SMTPDataError, match="later"),
    ):
        client.sendmail("a@example.com", ["b@example.com"], "Subject: x\n\nx")
    assert smtp_server.messages == []


def test_the_receiver_keeps_exact_bytes(receiver: Receiver):
    receiver.queue(Answer(status=500, body=b"broken"))
    with requests.Session() as session:
        first = session.post(f"{receiver.url}hook?a=1", data=b"\x00\xff", headers={"X-Name": "1"})
        second = session.post(receiver.url, data=b"again")

    assert (first.status_code, first.content, second.status_code) == (500, b"broken", 204)
    request, repeated = receiver.wait_for(2)
    assert (request.method, request.path, request.body) == ("POST", "/hook?a=1", b"\x00\xff")
    assert request.headers["X-Name"] == "1"
    assert request.raw.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert request.raw.endswith(b"\r\n\r\n\x00\xff")
    assert (request.connection, repeated.connection) == (1, 1)


def test_the_receiver_hangs_up_on_demand(receiver: Receiver):
    receiver.default = Answer(drop=True)
    with pytest.raises(requests.ConnectionError):
        requests.post(receiver.url, data=b"", timeout=5)


def test_redis_answers(redis_url):
    import redis

    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_a_page_opens(page, receiver: Receiver):
    receiver.default = Answer(
        status=200, headers=(("Content-Type", "text/html"),), body=b"<title>Claims</title><p>Hello"
    )
    page.goto(receiver.url)
    assert page.title() == "Claims"
