"""Airflow by REST: is it healthy, start a run, wait for a run. The command line costs 5 s a call and cannot wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from pipeline.errors import AirflowFailedError, AirflowUnreachableError

FINAL = ("success", "failed")
NEEDED = ("metadatabase", "scheduler", "triggerer", "dag_processor")
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Run:
    """One DAG run as the REST interface shows it."""

    dag_id: str
    run_id: str
    state: str
    start: str | None
    end: str | None

    @property
    def finished(self) -> bool:
        """Whether the run has reached a final state."""
        return self.state in FINAL


class Client:
    """A logged-in session with the API server.

    Args:
        url: base address, such as `http://127.0.0.1:8080`.
        user, password: of the SimpleAuthManager.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self._credentials = {"username": user, "password": password}

    def unhealthy(self) -> tuple[str, ...]:
        """Components that do not report a heartbeat; all of them while the server does not answer."""
        try:
            answer = self._http.get("/api/v2/monitor/health")
            state = answer.raise_for_status().json()
        except httpx.HTTPError:
            return ("api_server", *NEEDED)
        return tuple(name for name in NEEDED if (state.get(name) or {}).get("status") != "healthy")

    def request(self, method: str, path: str, *, missing_ok: bool = False, **options: Any) -> Any:
        """One call of the v2 interface; logs in at first use and again when the token has run out.

        Args:
            missing_ok: 404 is an answer (None) and no error.

        Raises:
            AirflowUnreachableError: no answer.
            AirflowFailedError: the interface refused the call; its words are in the message.
        """
        try:
            answer = self._http.request(method, f"/api/v2{path}", **options)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._login()
                answer = self._http.request(method, f"/api/v2{path}", **options)
        except httpx.TransportError as error:
            raise AirflowUnreachableError(f"Airflow did not answer {method} {path}: {error}",
                                          fix="read the log of the API server in the Airflow home folder") from error
        if missing_ok and answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_error:
            raise AirflowFailedError(f"{method} {path} → {answer.status_code}: {answer.text[:400]}")
        return answer.json() if answer.content else None

    def _login(self) -> None:
        token = self._http.post("/auth/token", json=self._credentials)
        if token.is_error:
            user = self._credentials["username"]
            raise AirflowFailedError(f"Airflow refused the log-in of {user}: {token.text[:200]}",
                                     fix="the password file and secrets.env must agree; remove the password file")
        self._http.headers["Authorization"] = f"Bearer {token.json()['access_token']}"

    def dag_ids(self) -> set[str]:
        """DAGs that the processor has stored and that are neither stale nor paused."""
        listed = self.request("GET", "/dags", params={"limit": 100})["dags"]
        return {dag["dag_id"] for dag in listed if not dag["is_stale"] and not dag["is_paused"]}

    def import_errors(self) -> dict[str, str]:
        """DAG files that could not be read, with the end of their stack trace."""
        listed = self.request("GET", "/importErrors")["import_errors"]
        return {item["filename"]: item["stack_trace"][-800:] for item in listed}

    def set_pools(self, slots: dict[str, int]) -> None:
        """Create the pools, or bring them to these numbers of slots; the same call twice changes nothing."""
        entities = [{"name": name, "slots": number, "include_deferred": True} for name, number in slots.items()]
        self.request("PATCH", "/pools", json={"actions": [
            {"action": "create", "entities": entities, "action_on_existence": "overwrite"}]})

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> Run:
        """Start a run now. The week travels in `conf`: a manual run has no data interval of its own."""
        return _run(self.request("POST", f"/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf}))

    def run(self, dag_id: str, run_id: str) -> Run:
        """The present state of a run."""
        return _run(self.request("GET", f"/dags/{dag_id}/dagRuns/{run_id}"))

    def runs(self, dag_id: str, since: str | None = None) -> list[Run]:
        """Runs of a DAG, newest first; `since` (ISO time with zone) leaves out what was queued before."""
        options = {"order_by": "-run_after", "limit": 25} | ({"run_after_gte": since} if since else {})
        return [_run(item) for item in self.request("GET", f"/dags/{dag_id}/dagRuns", params=options)["dag_runs"]]

    def tasks(self, run: Run) -> list[dict[str, Any]]:
        """Task instances of a run: task_id, map_index, state, duration, try_number …"""
        path = f"/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances"
        return self.request("GET", path, params={"limit": 200})["task_instances"]

    def wait(self, runs: list[Run], seconds: float, progress: Callable[[Run, dict[str, Any]], None]) -> list[Run]:
        """Wait until every run is final, telling each task's new state as it comes.

        Raises:
            AirflowFailedError: not all were final after `seconds`; the unfinished tasks are named.
        """
        told: set[tuple[str, str, int, str]] = set()
        give_up = time.monotonic() + seconds
        while True:
            runs = [self.run(run.dag_id, run.run_id) for run in runs]
            for run in runs:
                self._tell(run, told, progress)
            if all(run.finished for run in runs):
                return runs
            if time.monotonic() > give_up:
                waiting = [f"{run.dag_id}: {', '.join(self._unfinished(run)) or run.state}"
                           for run in runs if not run.finished]
                raise AirflowFailedError(f"not finished after {seconds:.0f} s: {'; '.join(waiting)}",
                                         fix="read the task logs in the Airflow home folder, then run again")
            time.sleep(POLL_SECONDS)

    def _tell(self, run: Run, told: set, progress: Callable[[Run, dict[str, Any]], None]) -> None:
        for task in self.tasks(run):
            key = (run.run_id, task["task_id"], task["map_index"], task["state"])
            if task["state"] in {"success", "failed", "up_for_retry", "upstream_failed", "skipped"} and key not in told:
                told.add(key)
                progress(run, task)

    def _unfinished(self, run: Run) -> Iterator[str]:
        for task in self.tasks(run):
            if task["state"] not in {"success", "failed", "skipped", "upstream_failed"}:
                yield f"{task['task_id']} ({task['state']})"


def _run(item: dict[str, Any]) -> Run:
    return Run(item["dag_id"], item["dag_run_id"], item["state"], item.get("start_date"), item.get("end_date"))
