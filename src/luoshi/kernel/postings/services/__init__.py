"""What can be done with postings."""

from luoshi.kernel.postings.services.posting import post, withdraw
from luoshi.kernel.postings.services.reading import mark_read
from luoshi.kernel.postings.services.speaking import answer_voice, ask, object_to

__all__ = ["answer_voice", "ask", "mark_read", "object_to", "post", "withdraw"]
