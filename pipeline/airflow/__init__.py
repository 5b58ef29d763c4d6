"""Airflow on this machine: its settings, its four processes and its REST interface."""
