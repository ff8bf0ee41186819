"""Every error this package raises on purpose, under one root."""


class AmendsWebhookError(Exception):
    """Root of this package's errors; catch it to catch them all."""


class WebhookVerificationError(AmendsWebhookError):
    """A received message is not genuine, not fresh or not readable.

    The only error `Webhook.verify` raises for anything the sender controls: answer 400 or 401. The text
    is for your own log; telling it to the sender would help a forger.
    """


class KeyFormatError(AmendsWebhookError, ValueError):
    """A key is not a `whsec_`, `whsk_` or `whpk_` key of the right length, or cannot do what is asked."""


class StrictJSONError(AmendsWebhookError, ValueError):
    """A JSON text is malformed, or is well-formed but ambiguous or unstorable (see `load_json`)."""


class MessageError(AmendsWebhookError, ValueError):
    """A message to be sent has a bad id, type, timestamp or content."""


class MessageTooLargeError(MessageError):
    """The encoded body is larger than `MAX_BODY_BYTES`; send large things as expiring links."""


class EndpointError(AmendsWebhookError, ValueError):
    """An endpoint's URL, events, headers, keys or limits break a rule; the text names it and the way out."""


class AddressRefused(AmendsWebhookError):  # noqa: N818 - a refusal, raised on purpose
    """A host resolves to an address that webhooks may not be sent to."""
