"""What trailers and footers count and add up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from paycards.channels.columns import REVERSAL
from paycards.channels.fields import Value


def measures(frame: pd.DataFrame) -> dict[str, Value]:
    """Each measure that a layout can name in `must_equal`, of a frame of any content."""
    found: dict[str, Value] = {"rows": len(frame)}
    if "amount_pence" in frame:
        amounts = frame["amount_pence"].to_numpy()
        back = np.asarray(frame["kind"] == REVERSAL)
        net = int(amounts.sum())
        found |= {
            "payment_rows": int((~back).sum()),
            "reversal_rows": int(back.sum()),
            "payment_pence": int(amounts[~back].sum()),
            "reversal_pence": -int(amounts[back].sum()),
            "net_pence": net,
            "net_size_pence": abs(net),
            "net_sign": "-" if net < 0 else "+",
            "absolute_pence": int(np.abs(amounts).sum()),
        }
    return found
