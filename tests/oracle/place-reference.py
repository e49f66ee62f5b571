#!/usr/bin/python3
"""Judges placements by GLPK: does any placement give a priority more minutes?

    place-reference.py [--limit SECONDS] [--highs SECONDS] [--cache FILE] [--verbose | --rows NAME]
        < output of place-dump

Level by level, from priority 5 down, with what the levels above reached kept: is there a placement
with one slot more? The integer program counts pieces and slots of each activity in each stretch of
allowed time, and lets a stretch be filled where no part of it is asked for more slots than it has:
it may allow too much (the order of pieces, rule 3), never too little, so "no" is a proof. A "yes" is
arranged piece by piece; stretches that cannot be are modelled exactly, by positions, and the
question is put again. So a "yes" that stays is a placement that keeps every rule, and the optimum
is looked for.

--highs has a second solver try what GLPK does not decide: HiGHS, of Debian's python3-scipy. --cache
remembers what was decided of a question and an answer, and asks no solver twice.

Ends with a table; "not proven" are those that the time limit stopped. Exit status 1 if there is a
placement better than ours by more than the promise (99 % of weeks equal; sums never below 97 %).
"""
import argparse
import hashlib
import os
import sys
from collections import defaultdict

from integer_program import Program, has_highs

APART = 3

class Demand:
    def __init__(self, priority, want, shortest, longest, cap):
        self.priority, self.asked, self.shortest, self.longest, self.cap = (
            priority, want, shortest, longest, cap)
        self.want = self.cut(want)
        self.intervals = []  # (day, first, end)

    def cut(self, slots):
        """The most of `slots` that whole pieces make up."""
        best = 0
        if self.shortest <= self.longest:
            k = 1
            while k * self.shortest <= slots:
                best = max(best, min(slots, k * self.longest))
                k += 1
        return best

    def most_pieces(self, length):
        return (length + APART) // (self.shortest + APART)

    def most_slots(self, length):
        return max((min(k * self.longest, length - (k - 1) * APART)
                    for k in range(1, self.most_pieces(length) + 1)), default=0)


class Week:
    def __init__(self, seed, budget):
        self.seed, self.budget, self.demands = seed, budget, []

    def stretches(self):
        """Intervals that overlap, or of which two of one demand and day come too close, together."""
        spans = sorted((f, e, d, a) for a, demand in enumerate(self.demands)
                       for d, f, e in demand.intervals if e - f >= demand.shortest)
        groups = []
        for f, e, d, a in spans:
            group, end = [(a, d, f, e)], e
            rest = []
            for other, other_end in groups:
                near = any(a == b and d == c and f - g < APART for b, c, _, g in other)
                if f < other_end or near:
                    group, end = other + group, max(end, other_end)
                else:
                    rest.append((other, other_end))
            groups = rest + [(group, end)]
        return [group for group, _ in groups]


def read_weeks(lines):
    week = None
    for line in lines:
        word, *values = line.split()
        values = [int(v) for v in values]
        if word == "week":
            week = Week(*values)
        elif word == "demand":
            week.demands.append(Demand(*values))
        elif word == "allowed":
            week.demands[values[0]].intervals.append(tuple(values[1:]))
        elif word == "placed":
            week.sums, week.is_best, week.usec = values[:5], values[5], values[6]
        elif word == "end":
            yield week


class Model:
    def __init__(self, week, exact):
        self.week, self.exact = week, exact
        self.program = Program()
        self.groups = week.stretches()
        self.slots = defaultdict(list)  # (demand, day) -> terms
        self.pieces = defaultdict(list)
        for g, group in enumerate(self.groups):
            self.add_exact(g, group) if g in exact else self.add_counts(g, group)
        self.add_sums()

    def add_counts(self, g, group):
        program = self.program
        for i, (a, d, f, e) in enumerate(group):
            demand = self.week.demands[a]
            k, x = f"k_{g}_{i}", f"x_{g}_{i}"
            program.row([(demand.shortest, k), (-1, x)], "<=", 0)
            program.row([(demand.longest, k), (-1, x)], ">=", 0)
            most = max(demand.most_slots(e - f), 0)
            if min(d2.shortest for d2 in self.week.demands) < APART:
                most = e - f
            program.integer(k, 0, (e - f) // demand.shortest)
            program.integer(x, 0, most)
            self.slots[a, d].append((1, x))
            self.pieces[a, d].append((1, k))
        marks = sorted({f for _, _, f, _ in group} | {e for _, _, _, e in group})
        for p in marks:
            for q in marks:
                inside = [(1, f"x_{g}_{i}") for i, (_, _, f, e) in enumerate(group)
                          if p <= f and e <= q]
                if len(inside) > 1:
                    program.row(inside, "<=", q - p)
                for key in {(a, d) for a, d, f, e in group if p <= f and e <= q}:
                    self.add_apart(g, group, key, p, q, inside)

    def add_apart(self, g, group, key, p, q, inside):
        """Pieces of one activity that nothing else parts have free slots between them."""
        own, others = [], []
        for i, (a, d, f, e) in enumerate(group):
            if (a, d) == key and p <= f and e <= q:
                own.append((APART, f"k_{g}_{i}"))
            elif f < q and e > p:
                others.append((-APART, f"k_{g}_{i}"))
        self.program.row(inside + own + others, "<=", q - p + APART)

    def add_exact(self, g, group):
        program, demands = self.program, self.week.demands
        low, high = min(f for _, _, f, _ in group), max(e for _, _, _, e in group)
        n = (high - low) // min(demands[a].shortest for a, _, _, _ in group)
        for j in range(n):
            chosen, lengths, firsts, ends = [], [], [], []
            for i, (a, d, f, e) in enumerate(group):
                z, x = f"z_{g}_{j}_{i}", f"x_{g}_{j}_{i}"
                program.integer(z, 0, 1)
                program.integer(x, 0, demands[a].longest)
                program.row([(1, x), (-demands[a].shortest, z)], ">=", 0)
                program.row([(1, x), (-demands[a].longest, z)], "<=", 0)
                self.slots[a, d].append((1, x))
                self.pieces[a, d].append((1, z))
                chosen.append((1, z))
                lengths.append((1, x))
                firsts.append((f, z))
                ends.append((high - e, z))
            s = f"s_{g}_{j}"
            program.number(s, low, high)
            program.row(chosen, "<=", 1)
            program.row([(1, s)] + [(-c, v) for c, v in firsts], ">=", 0)
            program.row([(1, s)] + lengths + ends, "<=", high)
            if j + 1 < n:
                following = [(1, f"z_{g}_{j + 1}_{i}") for i in range(len(group))]
                program.row(chosen + [(-c, v) for c, v in following], ">=", 0)
                self.add_following(g, group, j, s, lengths)

    def add_following(self, g, group, j, s, lengths):
        after = f"s_{g}_{j + 1}"
        base = [(1, after), (-1, s)] + [(-c, v) for c, v in lengths]
        self.program.row(base, ">=", 0)
        for a, d in {(a, d) for a, d, _, _ in group}:
            same = [i for i, (b, c, _, _) in enumerate(group) if (a, d) == (b, c)]
            self.program.row(base + [(-APART, f"z_{g}_{k}_{i}") for k in (j, j + 1) for i in same],
                             ">=", -APART)

    def add_sums(self):
        program, demands = self.program, self.week.demands
        for a, demand in enumerate(demands):
            days = [d for b, d in self.slots if b == a]
            self.add_sum(demand, [(a, d) for d in days], demand.want)
            for d in days:
                self.add_sum(demand, [(a, d)], demand.cut(min(demand.cap, demand.want)))
        program.row([t for terms in self.slots.values() for t in terms], "<=", self.week.budget)

    def add_sum(self, demand, keys, most):
        """At most so many slots; and what that says of whole pieces, which the solver would have to
        find out: no more than most // shortest, and with most = q * longest + f no more slots than
        f * pieces + q * (longest - f)."""
        slots = [t for key in keys for t in self.slots[key]]
        pieces = [t for key in keys for t in self.pieces[key]]
        self.program.row(slots, "<=", most)
        if demand.shortest <= demand.longest:
            q, f = divmod(most, demand.longest)
            self.program.row(pieces, "<=", most // demand.shortest)
            if f:
                self.program.row(slots + [(-f, v) for _, v in pieces], "<=",
                                 q * (demand.longest - f))

    def of_priority(self, priority):
        return [t for (a, _), terms in self.slots.items()
                if self.week.demands[a].priority == priority for t in terms]


def arrange(week, group, pieces, slots):
    """True if these numbers of pieces and slots by interval can be put into a stretch; None if the
    bounded search does not tell."""
    steps = [20000]

    def put(time, last, pieces, slots):
        if not any(pieces):
            return True
        steps[0] -= 1
        if steps[0] < 0:
            return None
        unknown = False
        for i, (a, d, f, e) in enumerate(group):
            if not pieces[i]:
                continue
            demand, others = week.demands[a], pieces[i] - 1
            most = min(demand.longest, slots[i] - others * demand.shortest)
            least = max(demand.shortest, slots[i] - others * demand.longest)
            start = max(f, time + (APART if last == (a, d) else 0))
            for length in range(most, least - 1, -1):
                if start + length > e:
                    continue
                rest = list(pieces), list(slots)
                rest[0][i] -= 1
                rest[1][i] -= length
                found = put(start + length, (a, d), *rest)
                if found:
                    return True
                unknown = unknown or found is None
        return None if unknown else False

    return put(0, None, pieces, slots)


def loose_stretches(model, found):
    """Stretches of the answer that are modelled by counts and cannot be arranged so."""
    loose = set()
    for g, group in enumerate(model.groups):
        if g in model.exact:
            continue
        pieces = [round(found.get(f"k_{g}_{i}", 0)) for i in range(len(group))]
        slots = [round(found.get(f"x_{g}_{i}", 0)) for i in range(len(group))]
        if not arrange(model.week, group, pieces, slots):
            loose.add(g)
    return loose


def judge_level(week, level, reached, options):
    """("equal" | "better" | "unknown", the sum of the level in the best placement)."""
    priority, exact = 5 - level, set()
    while True:
        model = Model(week, exact)
        for i in range(level):
            if reached[i]:
                model.program.row(model.of_priority(5 - i), ">=", reached[i])
        aim = model.of_priority(priority)
        model.program.row(aim, ">=", reached[level] + 1)
        if not aim:
            return "equal", reached[level]
        status, found = model.program.solve(aim, options.limit, options.highs)
        if status == "none":
            return "equal", reached[level]
        if status != "optimal" and status != "feasible":
            return "unknown", reached[level]
        loose = loose_stretches(model, found)
        if not loose:
            value = round(sum(found.get(v, 0) for _, v in aim))
            return ("better" if status == "optimal" else "unknown"), value
        exact = exact | loose


def is_evident(week, level, reached):
    """All that is wanted, or all that the budget leaves."""
    wanted = sum(d.want for d in week.demands if d.priority == 5 - level)
    return reached[level] == min(wanted, week.budget - sum(reached[:level]))


def judge(week, options):
    for level in range(5):
        if is_evident(week, level, week.sums):
            continue
        verdict, value = judge_level(week, level, week.sums, options)
        if verdict != "equal":
            above = sum(week.sums[:level])
            ratio = (above + week.sums[level]) / (above + value)
            return verdict, f"priority {5 - level}: {week.sums[level]} of {value}", ratio
    return "equal", "", 1.0


class Cache:
    """What was decided, a line each: question and answer as a hash, verdict, ratio, detail."""

    def __init__(self, path):
        self.path, self.known = path, {}
        if path and os.path.exists(path):
            for line in open(path):
                key, verdict, ratio, *detail = line.split(maxsplit=3)
                self.known[key] = verdict, " ".join(detail).strip(), float(ratio)

    @staticmethod
    def key(week):
        parts = [week.budget, week.sums, [vars(d) for d in week.demands]]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def judge(self, week, options):
        key = self.key(week)
        if key in self.known:
            return self.known[key]
        verdict, detail, ratio = judge(week, options)
        if self.path and verdict != "unknown":
            with open(self.path, "a") as f:
                f.write(f"{key} {verdict} {ratio:.6f} {detail}\n")
        return verdict, detail, ratio


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--highs", type=int, default=0)
    parser.add_argument("--cache")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--rows", metavar="NAME", help="print what a bench prints")
    options = parser.parse_args()
    if options.highs and not has_highs():
        sys.exit("place-reference: needs HiGHS of Debian's python3-scipy")
    counts, worst, contradictions, own, n = defaultdict(int), 1.0, 0, 0, 0
    cache = Cache(options.cache)
    for week in read_weeks(sys.stdin):
        verdict, detail, ratio = cache.judge(week, options)
        n += 1
        counts[verdict] += 1
        if verdict == "better":
            worst = min(worst, ratio)
            contradictions += week.is_best
        own += verdict == "unknown" and week.is_best
        if (verdict != "equal" or options.verbose) and not options.rows:
            print(f"week {week.seed}: {verdict} {detail}{' (claimed best)' * week.is_best}",
                  flush=True)
    if options.rows:
        for what, value in (("judged", n), ("equal to the optimum", counts["equal"]),
                            ("below it", counts["better"]), ("not decided", counts["unknown"]),
                            ("of these proven by our own bound", own), ("worst sum", worst)):
            print(f"{options.rows}: {what}", round(value, 4), "", sep="\t")
    else:
        print(f"{n} weeks: {counts['equal']} equal to the optimum, {counts['better']} below it, "
              f"{counts['unknown']} not decided ({own} of them proven by our own bound); "
              f"worst sum {worst:.3f}; {contradictions} claimed best and were not")
    return contradictions > 0 or worst < 0.97


if __name__ == "__main__":
    sys.exit(main())
