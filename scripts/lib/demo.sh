# shellcheck shell=bash
# Makes the synthetic demonstration: register, keys, snapshot, and the folder that is served. Sourced, never run; needs
# lib/tools.sh to be sourced before.
#
# Everything lies in one ignored folder, .work/demo unless the script chooses another. Register, keys and snapshot are made again only when
# the publisher program has changed; the passphrase is drawn once for this machine and kept.
# shellcheck disable=SC2034,SC2154  # names come from, and go to, the script that sources this file

# Sets the folder of the demonstration.
demo_in() {
  demo=$1
  demo_passphrase_file=$demo/passphrase.txt
  demo_snapshot=$demo/demo.yqs
}
demo_in "$root/.work/demo"

# The operator whose slot travels inside: the desk sees names, households, addresses and telephone numbers, and nothing about health.
demo_operator=desk
# Any seed gives the same counts; this one gives everybody the same people.
demo_seed=2013
# The first question, and its answer: women of eighty and over among the residents who are counted.
demo_question='80岁以上 女'
demo_expected_count=74
demo_expected_population=8812

# Builds the publisher program in release mode and remembers where it is.
build_publisher() {
  say "building the publisher program (release)"
  (cd "$root" && cargo build --locked --release --package yongquan-cli >&2)
  publisher=$(target_folder)/release/yongquan
  [[ -x $publisher ]] || fail "cargo built no $publisher"
}

# Draws the passphrase of the demonstration, readable by its owner only. One that an earlier version drew may be too weak
# for today's.
need_demo_passphrase() {
  mkdir -p "$demo"
  grep -qxE '[a-z]{4,8}(-[a-z]{4,8}){4}' "$demo_passphrase_file" 2>/dev/null && return
  rm -f "$demo_passphrase_file"
  "$publisher" keys passphrase --out "$demo_passphrase_file" >&2
}

# What register, keys and snapshot are made from, as one line.
demo_state() {
  sha256sum "$publisher" "$demo_passphrase_file" "$root/scripts/lib/demo.sh" | sha256sum
}

# Makes register, keys and snapshot unless this very program has made them already.
need_demo_snapshot() {
  need_demo_passphrase
  local stamp=$demo/made-by
  if [[ -f $stamp && -f $demo_snapshot && $(cat "$stamp") == "$(demo_state)" ]]; then
    say_there "the synthetic register, its keys and its snapshot"
    return
  fi
  rm -rf "$stamp" "$demo_snapshot" "$demo/register" "$demo/keys"
  mkdir -p "$demo"
  say "making the synthetic community"
  "$publisher" synth community --seed "$demo_seed" --out "$demo/register" >&2
  say "making the keys of the publisher, of five operators, of the escrow and of the auditor"
  "$publisher" keys new publisher --out "$demo/keys" >&2
  local id
  for id in counter desk elder-care relief office; do
    "$publisher" keys new operator --name "$id" --passphrase-file "$demo_passphrase_file" --out "$demo/keys" >&2
  done
  for id in escrow auditor; do
    "$publisher" keys new "$id" --passphrase-file "$demo_passphrase_file" --out "$demo/keys" >&2
  done
  say "packing the snapshot by the demonstration's policy"
  local pack=("$publisher" pack --package "$demo/register" --policy "$demo/register/policy.toml" --keys "$demo/keys" --seq 1
    --expires "$(date -u -d '+10 years' +%F)" --slot "$demo/keys/$demo_operator.age")
  "${pack[@]}" --dry-run >&2
  "${pack[@]}" --publisher-key "$demo/keys/publisher.key" --out "$demo_snapshot" >&2
  demo_state >"$stamp"
}

# Puts the built page, the snapshot and the page's configuration into one folder: $demo/site. The page's own output folder never
# holds a snapshot. With --tell-passphrase the page shows everybody the passphrase, with --keep-passphrase
# it does not.
make_demo_site() {
  local public_key register told=
  register=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))["yq:register"]' "$demo/register/datapackage.json")
  public_key=$(sed -n 2p "$demo/keys/publisher.pub")
  [[ $public_key =~ ^[A-Za-z0-9+/]+=*$ ]] || fail "$demo/keys/publisher.pub has no minisign key in its second line"
  if [[ ${1-} == --tell-passphrase ]]; then told=",\"demoPassphrase\":\"$(cat "$demo_passphrase_file")\""; fi
  rm -rf "$demo/site" "$demo/site.new"
  mkdir -p "$demo/site.new"
  cp -R "$root/www/kiosk/dist/." "$demo/site.new/"
  cp "$demo_snapshot" "$demo/site.new/demo.yqs"
  printf '{"snapshot":"demo.yqs","publisherKey":"%s","register":"%s"%s}\n' "$public_key" "$register" "$told" >"$demo/site.new/config.json"
  mv "$demo/site.new" "$demo/site"
}

# Everything up to a folder that can be served.
make_demo() {
  build_publisher
  "$root/scripts/build"
  need_demo_snapshot
  make_demo_site --keep-passphrase
}
