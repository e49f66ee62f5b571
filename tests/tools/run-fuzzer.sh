#!/bin/bash
# Gives one fuzzer a bounded run from its corpus. Usage: run-fuzzer.sh BUILD/fuzz/fuzz-NAME
#
# RUNS is for the plan's parser, 100000; the others run a tenth of it, and at most 15 s. The
# seed is fixed. What is found new stays in the build folder, as do inputs that fail; the corpora,
# tests/fuzz/corpus/NAME/, grow by hand.
set -eu
fuzzer=${1:?usage: run-fuzzer.sh BUILD/fuzz/fuzz-NAME}
name=${fuzzer##*/fuzz-}
found=$fuzzer-found
runs=${RUNS:-100000}

options=(-seed=1 -artifact_prefix="$fuzzer-" -print_final_stats=1)
if [[ $name == plan ]]; then
    options+=(-runs="$runs")
else
    options+=(-runs=$((runs / 10)) -max_total_time=15)
fi
if [[ -e tests/fuzz/$name.dict ]]; then
    options+=(-dict="tests/fuzz/$name.dict")
fi
rm -rf "$found"
mkdir "$found"
folders=("$found")
if [[ -d tests/fuzz/corpus/$name ]]; then
    folders+=("tests/fuzz/corpus/$name")
fi
exec "$fuzzer" "${options[@]}" "${folders[@]}"
