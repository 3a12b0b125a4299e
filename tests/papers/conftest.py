"""The papers that stand beside the repository are tested where they are."""

from pathlib import Path

_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
collect_ignore = [] if _SAMPLES.is_dir() else ["test_samples.py"]
