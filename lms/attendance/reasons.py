"""Why somebody was absent, as a table: which reasons make an absence a justified one.

Funders and whoever pays are told « justified or not » and never the reason itself.
"""

from collections.abc import Mapping

from lms.attendance.models import Reason

JUSTIFIED: Mapping[Reason, bool] = {
    Reason.NO_NEWS: False,
    Reason.TOLD: False,
    Reason.WORK_STOPPAGE: True,
    Reason.LEAVE: True,
    Reason.APPOINTMENT: True,
    Reason.FAMILY: True,
    Reason.TRANSPORT: False,
    Reason.TRAINING: True,
}


def is_justified(reason: str) -> bool:
    """Whether an absence with that reason is justified; one of which nobody noted a reason is not."""
    return bool(reason) and JUSTIFIED[Reason(reason)]
