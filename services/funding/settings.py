"""The settings of funding."""

from pathlib import Path

from chassis.settings import ServiceSettings


class FundingSettings(ServiceSettings):
    """Every variable is named ARCHIPEL_<FIELD> in the environment."""

    frameworks_dir: Path = Path("frameworks")
    """Folder of the rule parameters: every funding-*.yaml in it."""
