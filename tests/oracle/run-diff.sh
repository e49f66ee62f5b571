#!/bin/bash
# What patch(1) makes of our diffs: from any text to any other, with and without line ends, it leads
# there. And where there is one way only to say it, diff(1) says the same.
# Usage: run-diff.sh BUILD
set -eu
build=$(realpath "${1:?usage: run-diff.sh BUILD}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for tool in patch diff; do
    command -v $tool >/dev/null || { echo "needed, but not there: $tool" >&2; exit 1; }
done

# Pairs of texts, the odd ones with all lines different: old.N and new.N.
/usr/bin/python3 - <<'PYTHON'
import random
random.seed(4)
for n in range(100):
    words = 'a b c d'.split() if n % 2 == 0 else [f'line {i}' for i in range(60)]
    old = random.choices(words, k=random.randrange(40)) if n % 2 == 0 else list(words)
    new = list(old)
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(new) + 1)
        if random.random() < 0.5 or at == len(new):
            new.insert(at, f'new {random.randrange(1000)}' if n % 2 else random.choice(words))
        else:
            del new[at]
    for name, lines in ('old', old), ('new', new):
        text = '\n'.join(lines) + ('\n' if lines and random.random() < 0.7 else '')
        open(f'{name}.{n}', 'w').write(text)
PYTHON

for ((n = 0; n < 100; n++)); do
    "$build/tests/oracle/diff-dump" old.$n new.$n >ours
    cp old.$n patched
    [ ! -s ours ] || patch -s patched ours
    touch patched # patch removes a file that becomes empty
    cmp patched new.$n
    ((n % 2)) || continue
    diff -u --label plan.ini --label plan.ini old.$n new.$n >theirs || true
    cmp ours theirs
done
echo "100 diffs, all applied by patch"
