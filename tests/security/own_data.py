"""What every service serves alike: anybody signed in reads what it keeps about themselves, in no state of
anything. What stands in the answer is tested in tests/integration/chassis/test_privacy.py.
"""

from __future__ import annotations

from archipel.privacy.v1.privacy_pb2 import ExportMyDataRequest
from tests.security.answers import OK, SIGNED_IN, at_the_door
from tests.security.matrix import NOWHERE, Row, Sheet

OWN_DATA: Sheet = {
    "ExportMyData": Row(
        over=NOWHERE,
        ask=lambda _thing, _who: ExportMyDataRequest(),
        answer=lambda who, _: at_the_door(SIGNED_IN, who) or OK,
        reads=True,
    )
}
