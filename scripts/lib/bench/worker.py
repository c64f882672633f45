"""One side of the bench: Odoo on one database, told by `run.py` which step to take.

Reads lines of JSON from its input and answers each with one: {"list"}, {"run": key},
{"explain": key}, {"stop"}.
"""

import gc
import importlib
import json
import os
import sys
import time
import traceback

from case import Samples
from environment import open_registry, transaction
from explain import Explainer, find_unindexed_keys


def load_cases(suites, has_addon):
    cases = {}
    for suite in suites:
        module = importlib.import_module(f"suite_{suite}")
        for case in module.CASES:
            if has_addon or not case.addon_only:
                cases[case.key] = case
    return cases


class Worker:
    def __init__(self, database, suites):
        self.registry = open_registry(database)
        self.has_addon = "crm.duplicate.run" in self.registry
        self.cases = load_cases(suites, self.has_addon)

    def measure(self, key):
        """Take a step once.

        :return: its times in milliseconds, one or one for each of its calls, and its SQL queries
        """
        case = self.cases[key]
        with transaction(self.registry, case.user) as env:
            call = case.prepare(env, self.has_addon)
            env.cr.flush()
            env.invalidate_all()
            gc.collect()
            gc.disable()
            queries = env.cr.sql_log_count
            try:
                start = time.perf_counter()
                samples = call()
                # What Odoo leaves for the end of the transaction belongs to the step.
                env.cr.flush()
                took = (time.perf_counter() - start) * 1000
            finally:
                gc.enable()
            queries = env.cr.sql_log_count - queries
        return {"ms": samples if isinstance(samples, Samples) else [took], "queries": queries}

    def explain(self, key):
        case = self.cases[key]
        with transaction(self.registry, case.user) as env:
            call = case.prepare(env, self.has_addon)
            env.cr.flush()
            env.invalidate_all()
            with Explainer(env.cr) as explainer:
                call()
                env.cr.flush()
            return explainer.found

    def answer(self, request):
        if "run" in request:
            return self.measure(request["run"])
        if "explain" in request:
            return self.explain(request["explain"])
        if "keys" in request:
            with transaction(self.registry) as env:
                return find_unindexed_keys(env.cr)
        return [case.describe() for case in self.cases.values()]


def main():
    # Odoo and its libraries print things: the channel is ours alone.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker(sys.argv[1], sys.argv[2:])
    for line in sys.stdin:
        try:
            answer = {"result": worker.answer(json.loads(line))}
        except Exception:
            answer = {"error": traceback.format_exc()}
        channel.write(json.dumps(answer) + "\n")
        channel.flush()


if __name__ == "__main__":
    main()
