"""Which request is being answered: apart from all else, because logging is set up before anything else is."""

from contextvars import ContextVar

# Where a request has it, for what Django logs of it when all is over.
META = "leadership.request_id"
request_id: ContextVar[str] = ContextVar("request_id", default="")
