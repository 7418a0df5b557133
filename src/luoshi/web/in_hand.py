"""Outside the signed-in path what is sent stays in memory, never on the disk; the way without a name leaves no line in a log."""

import logging
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler

VOICE_PATH = "/voice/"
MOST_BYTES = 40 * 1024 * 1024


class InHand(MemoryFileUploadHandler):
    """Files stay in memory whatever their size; what is over the measure is not read, and the page says so."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 — the framework's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.activated = True
        self.left = MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.left -= len(raw_data)
        if self.left >= 0:
            self.file.write(raw_data)
        return None


class WithoutVoice(logging.Filter):
    """Drops a line that the framework would write about a request without a name: it would bear the minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not getattr(request, "path", "").startswith(VOICE_PATH)
