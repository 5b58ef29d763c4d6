"""Current rows: per contract a table with the state of every landed row, and the view of the rows that hold."""

from pathlib import Path

from contracts.model import Contract
from contracts.render.files import header
from contracts.render.text import quoted, yaml_text

FOLDER = "dbt_project/models/intermediate/current"
STATES = (
    "行状态：current 有效、superseded 被替代、duplicate 重复、total 合计、deleted 已删除、"
    "quarantined 隔离、refused 退回"
)
TABLES_MACRO = "dbt_project/macros/contract_tables.sql"


def files(contracts: tuple[Contract, ...], contracts_dir: Path) -> dict[str, str]:
    """Path → text of everything under models/intermediate/current, and the macro that lists the tables."""
    wanted = {TABLES_MACRO: tables_macro(contracts)}
    for contract in contracts:
        wanted[f"{FOLDER}/int_{contract.table}_rows.sql"] = rows_model(contract)
        wanted[f"{FOLDER}/int_{contract.table}_current.sql"] = current_model(contract)
        wanted[f"{FOLDER}/int_{contract.table}.yml"] = description(contract)
    return wanted


def tables_macro(contracts: tuple[Contract, ...]) -> str:
    """A dbt macro that returns the names of all contract tables, for models over every dataset."""
    names = "\n".join(f"        {quoted(contract.table)}," for contract in contracts)
    return (
        "{# " + header("", "all", "each of its own").strip() + " #}\n"
        "{% macro contract_tables() -%}\n"
        f"    {{{{ return([\n{names}\n    ]) }}}}\n"
        "{%- endmacro %}\n"
    )


def replaces(contract: Contract) -> str:
    """What a newer accepted submission stands for (macro submissions_as_of)."""
    if contract.mode == "period":
        return "period"
    # A file holds the whole stock; a pull lands only what changed since the last one.
    return "stock" if contract.mode == "snapshot" and contract.delivery.form == "file" else "nothing"


def refers_to_entity(contract: Contract) -> bool:
    """Whether rows are looked up by the registered entity that they are about, beside their key."""
    return contract.key[0] != "entity_id" and any(field.name == "entity_id" for field in contract.fields)


def rows_model(contract: Contract) -> str:
    """All landed rows with their state."""
    by_arrival = replaces(contract) == "nothing"
    key, order = list(contract.key), list(contract.version_order)
    ctes = {"submissions": f"{{{{ submissions_as_of('{contract.dataset}', replaces='{replaces(contract)}') }}}}"}
    if by_arrival:
        ctes["vanished"] = f"{{{{ vanished_rows('{contract.dataset}') }}}}"
    ctes["staged"] = f"{{{{ rows_to_state(ref('{contract.staging_model}'), {key}, by_arrival={by_arrival}) }}}}"
    state = f"rows_with_state('{contract.dataset}', {key}, {order}, by_arrival={by_arrival})"
    if by_arrival:
        state = (f"rows_with_state(\n        '{contract.dataset}', {key}, {order}, by_arrival={by_arrival},\n"
                 f"        staging=ref('{contract.staging_model}')\n    )")
    ctes["final"] = f"{{{{ {state} }}}}"
    body = ",\n\n".join(f"{name} as (\n\n    {text}\n\n)" for name, text in ctes.items())
    return f"{header('--', contract.dataset, contract.version)}\nwith\n\n{body}\n\nselect * from final\n"


def current_model(contract: Contract) -> str:
    """The rows that hold as of the cut-off: what rules across rows and the marts read."""
    return (
        f"{header('--', contract.dataset, contract.version)}\n"
        f"select * from {{{{ ref('int_{contract.table}_rows') }}}}\nwhere row_state = 'current'\n"
    )


def description(contract: Contract) -> str:
    """Chinese descriptions of both models and how they are stored."""
    title = f"{contract.dataset} {contract.name}"
    lines = [
        header("#", contract.dataset, contract.version),
        "models:",
        f"  - name: int_{contract.table}_rows",
        f"    description: {yaml_text(f'{title}：截止时间前到达的每条入库行及其状态。')}",
        "    config:",
        "      materialized: restated",
        "      unique_key: [_submission_id, _row_no]",
        "      outdated: arrived_later",
        f"      news: [{', '.join(('county_code', *contract.key))}]",
        "      counted: [county_code, _submission_id, row_state]",
        f"      dataset: {contract.dataset}",
        "      # Fresh tables have no statistics yet, and a nested loop over two histories never ends.",
        "      pre-hook: set local enable_nestloop = off",
        "      persist_docs: {relation: true, columns: false}",
        "      indexes:",
        "        - {columns: [row_state]}",
        "        - {columns: [_submission_id, _row_no]}",
        f"        - {{columns: [{', '.join(('county_code', *contract.key))}]}}",
        *(["        - {columns: [county_code, _row_key]}"] if replaces(contract) == "nothing" else []),
        *(["        - {columns: [county_code, entity_id]}"] if refers_to_entity(contract) else []),
        "    columns:",
        "      - {name: stream, description: 报送流}",
        "      - {name: period, description: 统计期}",
        "      - {name: received_at, description: 到达时间（东八区）}",
        "      - name: row_state",
        f"        description: {yaml_text(STATES)}",
        f"  - name: int_{contract.table}_current",
        f"    description: {yaml_text(f'{title}：截止时间有效的行。{contract.grain}。')}",
        "    config:",
        "      materialized: standing_view",
        "      persist_docs: {relation: true, columns: false}",
    ]
    return "\n".join(lines) + "\n"
