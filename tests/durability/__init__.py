"""Is what the product acknowledged still there after it was killed, after the power failed, and on a bad network?"""

import os

KILLS = int(os.environ.get("LUOSHI_KILLS", "20"))
CUTS = int(os.environ.get("LUOSHI_CUTS", "30"))
LONG = KILLS > 20 or CUTS > 30
