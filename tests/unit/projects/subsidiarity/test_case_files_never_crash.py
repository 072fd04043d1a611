"""Whatever stands in a file, the answer is a case or a list of faults."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import InvalidInput
from services.projects.domain.cases import keys
from services.projects.domain.cases.case import case_from_plain
from services.projects.storage.plain_yaml import plain_from_text
from tests.unit.projects.subsidiarity.case_files import TODAY, artois

NAMES = sorted({key.name for of in keys.ALL_KEYS for key in of.keys} | {"62528", "246200364", "engineering"})
WORDS = sorted({str(word) for of in keys.ALL_KEYS for key in of.keys for word in key.words})
CODES = ["62528", "246200364", "200060358", "6520", "7575", "2026-11-21", "0", "-1", "1e9", "12.5"]

scalars = (
    st.none()
    | st.booleans()
    | st.sampled_from([*WORDS, *CODES])
    | st.text(st.characters(codec="utf-8"), max_size=12)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)
projects = st.dictionaries(st.sampled_from(keys.PROJECT.names), values, max_size=8)
cases = st.fixed_dictionaries(
    {"project": projects | values},
    optional={
        "register": st.lists(st.dictionaries(st.sampled_from(keys.REGISTER.names), scalars)) | values,
        "capacity": st.dictionaries(st.sampled_from(CODES), values, max_size=3),
        "date": scalars,
    },
)


def read(text: str) -> None:
    """Raise nothing but InvalidInput, whose sentences can all be said."""
    try:
        case_from_plain(plain_from_text(text, "case.yaml"), artois(), TODAY)
    except InvalidInput as refused:
        sentences = [str(fault.text) for fault in refused.faults]
        "\n".join(sentences).encode()


@given(st.text(st.sampled_from("ab:{}[]-?!&*|>'\"%@#, \n\t0") | st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read(text)


@given(cases)
def test_any_case_is_read_or_refused(case: dict[str, Any]) -> None:
    read(yaml.safe_dump(case, allow_unicode=True))
