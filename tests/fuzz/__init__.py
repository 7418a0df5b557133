"""Whatever is sent to the house, by programs or in forms: it is answered calmly, as documented, within two seconds."""

import os

CASES = int(os.environ.get("LUOSHI_FUZZ", "1000"))  # in CI; 10,000 in the long tier
SLOW = 2.0
