"""The requests that this app makes to Clerk and Fauna, kept per browser tab for who looks; secrets never are.

`begin` says for which tab the current task works, `RecordingClient` is the HTTP client that notes each request, and
`log_of` has what was noted. Where nothing was begun, nothing is kept.
"""

from app.calls.client import RecordingClient
from app.calls.log import EPOCH, Log, begin, log_of, recording
from app.calls.noted import Call, Ops

__all__ = ["EPOCH", "Call", "Log", "Ops", "RecordingClient", "begin", "log_of", "recording"]
