# shellcheck shell=bash
# Finds or installs the tools that the scripts need. Sourced, never run; needs `root` to be set to the project's folder.
#
# Tools that have to be compiled go to the ignored folder .tools, system packages come from apt-get, JavaScript packages from
# npm. Each function looks first and does nothing when the right version is in place.
# shellcheck disable=SC2154  # root comes from the script that sources this file
# shellcheck source-path=SCRIPTDIR source=say.sh
source "$root/scripts/lib/say.sh"
# shellcheck source=pins.sh
source "$root/scripts/lib/pins.sh"

tools=$root/.tools
export PATH=$tools/cargo/bin:$PATH
# rustup puts its folder on the PATH of the next terminal only; whoever has just installed it need not open one.
command -v cargo >/dev/null || export PATH=$PATH:${CARGO_HOME:-${HOME-}/.cargo}/bin

# True if version $1 is $2 or newer.
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# Runs a command while nobody else installs into .tools or builds the engines: two scripts started together must not build the
# same thing twice.
alone() {
  mkdir -p "$tools"
  if command -v flock >/dev/null; then
    local lock
    exec {lock}>"$tools/lock"
    flock --nonblock "$lock" || { say "waiting for another script that is installing tools or building the engines"; flock "$lock"; }
    "$@"
    exec {lock}>&-
  else
    "$@"
  fi
}

# ---------------------------------------------------------------------------------------------------------------------- Rust

# True if the pinned compiler, its two checkers, the wasm target and the source of the standard library are there.
rust_is_ready() {
  # Asking rustup for the compiler would make it install one, without a word; so the list of toolchains is asked first.
  if command -v rustup >/dev/null; then
    rustup toolchain list 2>/dev/null | grep -q "^$rust_version-" || return 1
  fi
  command -v cargo >/dev/null &&
    [[ $(cd "$root" && rustc --version 2>/dev/null) == "rustc $rust_version "* ]] &&
    [[ -d $(cd "$root" && rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) ]] &&
    [[ -f $(cd "$root" && rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock ]] &&
    (cd "$root" && cargo clippy --version && cargo fmt --version) >/dev/null 2>&1
}

need_rust() {
  if rust_is_ready; then
    say_there "Rust $rust_version with clippy, rustfmt, rust-src and the wasm32 target"
  elif command -v rustup >/dev/null; then
    say "installing Rust $rust_version through rustup (once)"
    rustup toolchain install "$rust_version" --profile minimal --component clippy --component rustfmt --component rust-src \
      --target wasm32-unknown-unknown --no-self-update >&2 || true
    rust_is_ready || missing "Rust $rust_version, which rustup could not install" \
      "rustup toolchain install $rust_version --component clippy --component rustfmt --component rust-src --target wasm32-unknown-unknown"
  else
    missing "Rust $rust_version (rustup is not on the PATH)" \
      "install rustup as https://rustup.rs says"
  fi
}

# True if the standard library for the computers $1 is there.
rust_target_is_there() { [[ -d $(cd "$root" && rustc --print target-libdir --target "$1" 2>/dev/null) ]]; }

# Installs the standard library for other computers than this one. It is asked for only where something is built for them.
need_rust_target() {
  local target=$1
  if rust_target_is_there "$target"; then
    say_there "Rust's standard library for $target"
    return
  fi
  if command -v rustup >/dev/null; then
    say "installing Rust's standard library for $target through rustup (once)"
    rustup target add --toolchain "$rust_version" "$target" >&2 || true
  fi
  rust_target_is_there "$target" || missing "Rust's standard library for $target" "rustup target add --toolchain $rust_version $target"
}

# Where cargo puts what it builds: `target`, unless the person's settings say otherwise.
target_folder() {
  (cd "$root" && cargo metadata --format-version 1 --no-deps --offline) |
    node -e 'console.log(JSON.parse(require("node:fs").readFileSync(0, "utf8")).target_directory)'
}

# ---------------------------------------------------------------------------------------------------------------- Node and npm

need_node() {
  local found
  if ! command -v node >/dev/null; then
    missing "Node $node_oldest or newer" "install Node 20 as https://nodejs.org/en/download says"
    return
  fi
  found=$(node --version)
  found=${found#v}
  if at_least "$found" "$node_oldest"; then
    say_there "Node $found"
  else
    missing "Node $node_oldest or newer (here: $found)" "install Node 20 as https://nodejs.org/en/download says"
  fi
  if ! command -v npm >/dev/null; then
    missing "npm $npm_oldest or newer" "install npm: it comes with Node from https://nodejs.org/en/download (Debian: apt-get install npm)"
    return
  fi
  found=$(npm --version 2>/dev/null)
  at_least "$found" "$npm_oldest" || missing "npm $npm_oldest or newer (here: $found)" "npm install --global npm@11"
}

# Installs the JavaScript packages of the package-lock.json in folder $1 of the project, or in the project's own, unless its
# node_modules already holds exactly them.
need_npm_packages() { alone install_npm_packages "${1-}"; }
install_npm_packages() {
  local folder=$root${1:+/$1} lock=${1:+$1/}package-lock.json
  if node "$root/scripts/lib/npm-state.mjs" "$folder"; then
    say_there "the npm packages of $lock"
    return
  fi
  say "installing the npm packages of $lock"
  # Install scripts of packages are not run: none of ours needs one, and they are the way in for bad packages.
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund >&2) ||
    fail "npm ci failed; its message is above. Without a network, put the packages into npm's cache first: npm ci --prefer-offline"
}

# The engines of old browsers, which only the tests need: 460 MB that nobody else is to download.
need_old_engines() {
  [[ $(uname -m) == x86_64 ]] ||
    fail "the old browsers that the tests use exist for 64-bit Intel and AMD processors only: run scripts/test on such a machine"
  need_npm_packages tests/old-engines
}

# ------------------------------------------------------------------------------------------------------------ compiled tools

# The version that tool $1 in .tools reports, or nothing.
compiled_version() {
  [[ -x $tools/cargo/bin/$1 ]] && "$tools/cargo/bin/$1" --version 2>/dev/null | awk '{ print $2; exit }'
}

# Compiles crate $1 at version $2, which gives the program $3, unless it is there.
install_compiled() {
  local crate=$1 version=$2 program=$3
  if [[ $(compiled_version "$program") == "$version" ]]; then
    say_there "$program $version"
    return
  fi
  say "compiling $program $version into .tools (once; about four minutes on two cores)"
  # Flags meant for our own wasm would be built into the tool, so they are taken away.
  (cd "$root" && env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_RUSTFLAGS -u CARGO_BUILD_TARGET \
    CARGO_TARGET_DIR="$tools/build" cargo install "$crate" --version "=$version" --locked --force --root "$tools/cargo" >&2) ||
    fail "$program $version could not be compiled; cargo's message is above. By hand:
    cargo install $crate --version $version --locked --root .tools/cargo"
  [[ $(compiled_version "$program") == "$version" ]] || fail "$program was compiled but does not report version $version"
}

# wasm-pack and the wasm-bindgen that fits the library.
need_wasm_tools() { alone install_wasm_tools; }
install_wasm_tools() {
  install_compiled wasm-bindgen-cli "$wasm_bindgen_version" wasm-bindgen
  install_compiled wasm-pack "$wasm_pack_version" wasm-pack
  # Half a gigabyte that nobody reads again. Kept until here, so that an interrupted build goes on where it was.
  rm -rf "$tools/build"
}

# ------------------------------------------------------------------------------------------------------------ system packages

# The Chromium to use: the one that YONGQUAN_CHROMIUM names, or the first of the usual names. Prints nothing if there is none.
find_chromium() {
  local name
  for name in ${YONGQUAN_CHROMIUM:+"$YONGQUAN_CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 0
}

# True if the Debian package $1 is not needed any more, seen by what it brings and not by dpkg: the machine may have it from
# elsewhere.
system_package_is_there() {
  case $1 in
    build-essential) command -v cc >/dev/null ;;
    chromium) [[ -n $(find_chromium) ]] ;;
    gcc-mingw-w64-x86-64-win32) command -v x86_64-w64-mingw32-gcc >/dev/null ;;
    fonts-noto-cjk) command -v fc-list >/dev/null && [[ -n $(fc-list :lang=zh-cn family) ]] ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    python3-venv) command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    wine64) [[ -x /usr/lib/wine/wine64 ]] || command -v wine64 >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# How to become the administrator without being asked for a password; fails where there is no way.
as_administrator() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# Installs the Debian packages that are named and missing, or remembers the exact missing step.
need_system() {
  local package absent=()
  for package in "$@"; do
    if system_package_is_there "$package"; then say_there "$package"; else absent+=("$package"); fi
  done
  ((${#absent[@]} == 0)) && return
  if command -v apt-get >/dev/null && as_administrator true; then
    say "installing from the system's packages: ${absent[*]}"
    as_administrator env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null >&2 || true
    as_administrator env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends "${absent[@]}" </dev/null >&2 || true
  fi
  local still=()
  for package in "${absent[@]}"; do system_package_is_there "$package" || still+=("$package"); done
  ((${#still[@]} == 0)) || missing "the system packages ${still[*]}" \
    "as an administrator: apt-get install --no-install-recommends ${still[*]}"
}

# ----------------------------------------------------------------------------------------------------------- servers, for tests

# The program of the server $1: the machine's own, or the one that was unpacked into .tools. Prints nothing if there is none.
find_server() {
  local folder=$tools/servers/usr
  PATH=$PATH:/usr/sbin:$folder/sbin:$folder/bin command -v "$1" || true
}

# Gets the servers that are named, which are called like their Debian packages. Installed, they would at once serve on port 80 of whoever runs
# the tests, so those that are missing are unpacked into .tools and never installed.
need_servers() { alone unpack_servers "$@"; }
unpack_servers() {
  local server downloads=$tools/servers/downloads absent=()
  for server in "$@"; do
    if [[ -n $(find_server "$server") ]]; then say_there "$server"; else absent+=("$server"); fi
  done
  ((${#absent[@]} > 0)) || return 0
  if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    say "unpacking from the system's packages into .tools: ${absent[*]}"
    as_administrator apt-get update -q </dev/null >&2 || true
    mkdir -p "$downloads"
    (cd "$downloads" && apt-get download -q "${absent[@]}" </dev/null >&2) || true
    for server in "${absent[@]}"; do dpkg-deb -x "$downloads/$server"_*.deb "$tools/servers" >&2 || true; done
    rm -rf "$downloads"
  fi
  local still=()
  for server in "${absent[@]}"; do
    # One that was unpacked but lacks a library is of no use.
    [[ -n $(find_server "$server") ]] && { "$(find_server "$server")" -v || "$(find_server "$server")" version; } >/dev/null 2>&1 || still+=("$server")
  done
  ((${#still[@]} == 0)) || missing "the servers ${still[*]}, which the tests of hosting try" \
    "as an administrator: apt-get install --no-install-recommends ${still[*]}"
}

# ------------------------------------------------------------------------------------------------------------------- all of it

# Sets up for the given tasks: any of `build`, `browser`, `test`. Everything that a person must do is said at once.
set_up() {
  local task
  need_rust
  need_node
  for task in "$@"; do
    case $task in
      build) need_system build-essential ;;
      browser) need_system chromium fonts-noto-cjk ;;
      test)
        need_system age minisign openssl poppler-utils postgresql python3-venv shellcheck strace valgrind
        need_servers nginx caddy
        ;;
      *) fail "set_up does not know the task $task" ;;
    esac
  done
  stop_if_missing
  need_npm_packages
  [[ " $* " != *" test "* ]] || need_old_engines
  need_wasm_tools
}
