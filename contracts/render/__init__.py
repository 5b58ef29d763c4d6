"""Renders the files that follow from contracts and marts: dbt sources, staging, current rows, seeds, what facts hold,
the columns of the datasets for BI tools."""

from pathlib import Path

from contracts.load import load_all
from contracts.model import Contract
from contracts.render import bi_datasets, current, facts, seeds, staging
from contracts.render.files import apply, stale

ROOT = Path(__file__).resolve().parents[2]


def wanted(contracts: tuple[Contract, ...], contracts_dir: Path, root: Path = ROOT) -> dict[str, str]:
    """Every rendered file as path below the project root → text. The same contracts and marts give the same bytes."""
    files: dict[str, str] = {}
    for part in (staging, current, seeds):
        files.update(part.files(contracts, contracts_dir))
    return files | facts.files(contracts, root) | bi_datasets.files(root)


def render(root: Path | str = ROOT, contracts_dir: Path | str | None = None) -> list[str]:
    """Write what is out of date and remove files whose contract is gone.

    Args:
        root: project root that receives the files.
        contracts_dir: folder of the contracts; default `<root>/contracts`.

    Returns:
        Paths below root that were written or removed, sorted.
    """
    root, folder = Path(root), Path(contracts_dir or Path(root) / "contracts")
    return apply(root, wanted(load_all(folder), folder, root))


def check(root: Path | str = ROOT, contracts_dir: Path | str | None = None) -> list[str]:
    """Paths below root that `render` would write or remove."""
    root, folder = Path(root), Path(contracts_dir or Path(root) / "contracts")
    return stale(root, wanted(load_all(folder), folder, root))
