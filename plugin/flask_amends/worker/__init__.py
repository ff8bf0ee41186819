"""The work nobody waits for: deadlines, webhooks, mails, compensations; the same whoever calls it."""

from flask_amends.worker.courier import Courier, Drained
from flask_amends.worker.postman import Postman
from flask_amends.worker.work import Done, Loop, Worker, run_once

__all__ = ["Courier", "Done", "Drained", "Loop", "Postman", "Worker", "run_once"]
