# shellcheck shell=bash
# Makes the registers that scripts/bench measures with. Sourced, never run; needs lib/tools.sh and lib/demo.sh to be sourced before.
#
# Everything lies in the ignored folder .work/bench, one folder for each number of rows and choice of columns, and is made once:
# until what it is made from changes, every run measures the same bytes.
# shellcheck disable=SC2034,SC2154  # names come from, and go to, the script that sources this file

bench=$root/.work/bench
bench_seed=2013
# The community of the demonstration has every column; so has anything up to this size. Above it, thirty columns are kept, unless
# the caller wants it otherwise.
bench_community=8812
bench_all_columns_up_to=100000

# What the registers are made from, as one line: the schema, the format, and the programs of this folder.
bench_state() {
  cat "$root"/tests/bench/prepare/*.mjs "$root/data-schema/residents/datapackage.json" "$root/data-schema/snapshot.md" "$root/scripts/lib/bench.sh" |
    sha256sum
}

# Makes register, keys, snapshot and columns for $1 rows, unless they are there, and says in bench_register where. $2 is which
# columns: all, 30, or nothing for what its size has by default.
need_bench_register() {
  local rows=$1 fields=$2 usual=all folder=$bench/$1 synth
  if ((rows > bench_all_columns_up_to)); then usual=30; fi
  if [[ ${fields:=$usual} != "$usual" ]]; then folder+=-$fields; fi
  bench_register=$folder
  if [[ -f $folder/made-by && $(cat "$folder/made-by") == "$(bench_state)" ]]; then
    say_there "the register of $rows residents"
    return
  fi
  build_publisher
  rm -rf "$folder"
  mkdir -p "$folder"
  if ((rows == bench_community)); then synth=(community); else synth=(scale --residents "$rows"); fi
  say "making a register of $rows residents"
  "$publisher" synth "${synth[@]}" --seed "$bench_seed" --out "$folder/register" >&2
  if [[ $fields == 30 ]]; then
    say "keeping thirty of its columns"
    node "$root/tests/bench/prepare/subset.mjs" "$folder/register" "$folder/subset"
    rm -rf "$folder/register"
    mv "$folder/subset" "$folder/register"
  fi
  say "packing the snapshot"
  "$publisher" keys passphrase --out "$folder/passphrase.txt" >&2
  "$publisher" keys new publisher --out "$folder/keys" >&2
  "$publisher" keys new operator --name bench --passphrase-file "$folder/passphrase.txt" --out "$folder/keys" >&2
  "$publisher" keys new auditor --passphrase-file "$folder/passphrase.txt" --out "$folder/keys" >&2
  node "$root/tests/bench/prepare/policy.mjs" "$folder/register" bench >"$folder/policy.toml"
  "$publisher" pack --package "$folder/register" --policy "$folder/policy.toml" --keys "$folder/keys" \
    --publisher-key "$folder/keys/publisher.key" --slot "$folder/keys/bench.age" --seq 1 \
    --expires "$(date -u -d '+10 years' +%F)" --out "$folder/snapshot.yqs" >&2
  say "exporting the columns for the peers"
  # All columns of a million residents are more than Node takes for itself by default.
  node --max-old-space-size=12288 "$root/tests/bench/prepare/export.mjs" "$folder/register" "$folder/columns.bin"
  rm -rf "$folder/register/residents.csv"
  bench_state >"$folder/made-by"
}
