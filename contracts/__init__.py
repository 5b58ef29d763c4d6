"""Contracts with the departments: the single source of truth for datasets, fields, codes and deadlines."""

from contracts.errors import ContractError, ProjectError
from contracts.load import load, load_all
from contracts.model import Code, Contract, Deadline, Delivery, Field, Stream

__all__ = [
    "Code",
    "Contract",
    "ContractError",
    "Deadline",
    "Delivery",
    "Field",
    "ProjectError",
    "Stream",
    "load",
    "load_all",
]
