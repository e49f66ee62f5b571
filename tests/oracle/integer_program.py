"""An integer program, solved by GLPK's glpsol, or where that does not decide by HiGHS (Debian's
python3-scipy, which only those need who ask for it)."""
import os
import re
import subprocess
import sys
import tempfile

# Some programs yield to one, some to the other.
WAYS = (["--gomory", "--mir", "--cover"], ["--pcost", "--mir", "--cover"])


def has_highs():
    try:
        from scipy.optimize import milp  # noqa: F401
    except ImportError:
        return False
    return True


class Program:
    """Rows are (terms, "<=" or ">=", value); terms are (coefficient, variable)."""

    def __init__(self):
        self.rows, self.bounds, self.integers = [], {}, set()

    def number(self, variable, low, high):
        self.bounds[variable] = low, high

    def integer(self, variable, low, high):
        self.number(variable, low, high)
        self.integers.add(variable)

    def row(self, terms, relation, value):
        if terms:
            self.rows.append((terms, relation, value))

    def solve(self, aim, limit, highs_limit):
        """(status, {variable: value}); status: optimal, feasible, none, unknown."""
        best = self.solve_by_glpk(aim, limit)
        if highs_limit and best[0] == "unknown":
            best = self.solve_by_highs(aim, highs_limit)
        return best

    # ---- GLPK, by a file in the CPLEX format ----

    @staticmethod
    def text(terms):
        return " ".join(f"{'+' if c >= 0 else '-'} {abs(c)} {v}" for c, v in terms) or "0 zero"

    def write(self, path, aim):
        with open(path, "w") as f:
            f.write("Maximize\n obj: " + self.text(aim) + "\nSubject To\n")
            for terms, relation, value in self.rows:
                f.write(f" {self.text(terms)} {relation} {value}\n")
            f.write("Bounds\n")
            for variable, (low, high) in self.bounds.items():
                f.write(f" {low} <= {variable} <= {high}\n")
            f.write("General\n" + "".join(f" {v}\n" for v in self.bounds if v in self.integers))
            f.write("End\n")

    def solve_by_glpk(self, aim, limit):
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "model.lp")
            self.write(model, aim)
            best = "unknown", {}
            for way in WAYS:
                found = self.run_glpk(model, os.path.join(folder, "answer"), way, limit)
                if found[0] in ("none", "optimal"):
                    return found
                best = found if found[0] == "feasible" else best
            return best

    def run_glpk(self, model, answer, way, limit):
        run = subprocess.run(["glpsol", "--lp", model, "--write", answer, "--tmlim", str(limit)]
                             + way, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if re.search("NO (PRIMAL |INTEGER )?FEASIBLE", run.stdout):
            return "none", {}
        if not os.path.exists(answer):
            sys.exit(f"glpsol gave no answer:\n{run.stdout}")
        status, values = "u", []
        with open(answer) as f:
            for line in f:
                word = line.split()
                if word[0] == "s":
                    status = word[4]
                elif word[0] == "j":
                    values.append(float(word[2]))
        os.unlink(answer)
        return ({"o": "optimal", "f": "feasible", "n": "none"}.get(status, "unknown"),
                dict(zip(self.names_in_order(model), values)))

    @staticmethod
    def names_in_order(model):
        """GLPK numbers columns in the order in which the file first names them."""
        seen = {}
        for line in open(model):
            for word in line.split():
                if word[0].isalpha() and "_" in word:
                    seen.setdefault(word.rstrip(":"), None)
        return list(seen)

    # ---- HiGHS, by scipy ----

    def matrix(self, columns):
        from scipy.sparse import csr_matrix
        entries = [(c, i, columns[v]) for i, (terms, _, _) in enumerate(self.rows)
                   for c, v in terms]
        values, rows, where = zip(*entries)
        return csr_matrix((values, (rows, where)), shape=(len(self.rows), len(columns)))

    def run_highs(self, aim, limit):
        from scipy.optimize import Bounds, LinearConstraint, milp
        infinity = float("inf")
        columns = {v: i for i, v in enumerate(self.bounds)}
        costs = [0] * len(columns)
        for c, v in aim:
            costs[columns[v]] -= c
        least = [value if relation == ">=" else -infinity for _, relation, value in self.rows]
        most = [value if relation == "<=" else infinity for _, relation, value in self.rows]
        found = milp(costs, options={"time_limit": limit},
                     integrality=[v in self.integers for v in columns],
                     bounds=Bounds(*zip(*self.bounds.values())),
                     constraints=LinearConstraint(self.matrix(columns), least, most))
        if found.status == 2:
            return "none", {}
        if found.x is None:
            return "unknown", {}
        return "optimal" if found.status == 0 else "feasible", dict(zip(columns, found.x))

    def solve_by_highs(self, aim, limit):
        """Most often there is no answer, which is sooner found out without an aim."""
        found = self.run_highs([], limit)
        return found if found[0] in ("none", "unknown") else self.run_highs(aim, limit)
