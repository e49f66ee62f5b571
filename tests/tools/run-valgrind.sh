#!/bin/bash
# The unit tests, and the daemon through `make run`, under valgrind: no invalid access, no block of
# memory that is definitely lost. Ends with "N passed, M failed". Usage: run-valgrind.sh BUILD
set -u
cd "${0%/*}/../.." || exit
build=${1:?usage: run-valgrind.sh BUILD}
wrapper=(valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite
    --errors-for-leak-kinds=definite --num-callers=20)

counts=$(BUILD=$build WRAPPER="${wrapper[*]}" tests/tools/run-tests.sh unit | tee /dev/stderr | tail -1)
read -r passed _ failed _ <<<"$counts"

output=$(tests/tools/demo.sh "$build" "${wrapper[@]}" 2>&1)
status=$?
if [[ $status -eq 0 ]]; then
    echo "ok    jobsearchd"
    passed=$((passed + 1))
else
    echo "FAIL  jobsearchd (exit status $status)"
    echo "$output"
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
