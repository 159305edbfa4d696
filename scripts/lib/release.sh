# shellcheck shell=bash
# The steps of a release. Sourced, never run; needs lib/tools.sh to be sourced before.
# shellcheck disable=SC2034,SC2154  # names come from, and go to, the script that sources this file

# What a release has.
release_parts=(page windows linux-x86_64 linux-aarch64)

# The compiler's name for the computer that a program is for.
target_of() {
  case $1 in
    windows) echo x86_64-pc-windows-gnu ;;
    linux-x86_64) echo x86_64-unknown-linux-musl ;;
    linux-aarch64) echo aarch64-unknown-linux-musl ;;
    *) fail "$1 is no program of a release" ;;
  esac
}

# The name of a program in a release.
program_of() {
  case $1 in
    windows) echo yongquan.exe ;;
    *) echo "yongquan-$1" ;;
  esac
}

# Installs what the given parts need beside the tools of `set_up build`.
need_release_tools() {
  local part
  for part in "$@"; do
    case $part in
      page) ;;
      windows)
        need_rust_target "$(target_of windows)"
        need_system gcc-mingw-w64-x86-64-win32
        ;;
      *) need_rust_target "$(target_of "$part")" ;;
    esac
  done
  stop_if_missing
}

# ----------------------------------------------------------------------------------------------------------------------- copies

# The files of the project, without what is built: those that git knows or would take, else all but the ignored folders.
source_files() {
  if [[ $(git -C "$root" rev-parse --show-toplevel 2>/dev/null) -ef $root ]]; then
    local file
    git -C "$root" ls-files -z --cached --others --exclude-standard |
      while IFS= read -r -d '' file; do
        if [[ -e $root/$file || -L $root/$file ]]; then printf '%s\0' "$file"; fi
      done
  else
    (cd "$root" && find . \( -name target -o -name .tools -o -name .work -o -name node_modules -o -name dist -o -name pkg \) -prune -o -type f -print0)
  fi
}

# Copies the project into the folder $1, which is made anew, with the installed npm packages.
copy_source() {
  rm -rf "$1"
  mkdir -p "$1/.tools"
  source_files | tar -C "$root" --null --no-recursion -cf - -T - | tar -C "$1" -xf -
  # As links, in seconds and without room; nothing writes into them.
  cp -al "$root/node_modules" "$1/node_modules"
}

# Lets the copy $1 use the compiled tools, and a folder of cargo's under another name for the downloaded crates: that folder's name must not
# show in the result either.
link_tools() {
  local home=${CARGO_HOME:-$HOME/.cargo} entry
  ln -s "$tools/cargo" "$1/.tools/cargo"
  mkdir -p "$1/.tools/cargo-home"
  for entry in registry git config.toml config; do
    if [[ -e $home/$entry ]]; then ln -s "$home/$entry" "$1/.tools/cargo-home/$entry"; fi
  done
}

# -------------------------------------------------------------------------------------------------------------------- building

# Builds the part $1 in the copy $2, which is at the commit $3. The page goes to $2/www/kiosk/dist and $2/dist/yongquan.html, a program to
# $2/target.
build_part() {
  local part=$1 copy=$2 commit=$3
  # 1980-01-01: the first day that every format of archives knows.
  local clean=(env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_RUSTFLAGS -u CARGO_BUILD_TARGET
    SOURCE_DATE_EPOCH=315532800 LC_ALL=C.UTF-8 TZ=UTC "YONGQUAN_COMMIT=$commit" "CARGO_TARGET_DIR=$copy/target" "CARGO_HOME=$copy/.tools/cargo-home")
  if [[ $part == page ]]; then
    "${clean[@]}" "$copy/scripts/build" >&2
    return
  fi
  (cd "$copy" && "${clean[@]}" CARGO_ENCODED_RUSTFLAGS="$(program_flags "$part" "$copy")" CARGO_PROFILE_RELEASE_STRIP=symbols \
    cargo build --locked --release --package yongquan-cli --target "$(target_of "$part")" >&2)
}

# The compiler's flags for the program $1 built in $2, as cargo wants them in its environment.
program_flags() {
  local separator=$'\x1f' sysroot commit flags
  sysroot=$(cd "$root" && rustc --print sysroot)
  commit=$(cd "$root" && rustc -vV | sed -n 's/^commit-hash: //p')
  flags=(
    # Names of this machine's folders must neither show nor count. The standard library has a fixed name, which the compiler replaces by its
    # folder where its source is installed.
    "--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc/$commit"
    "--remap-path-prefix=$2/.tools/cargo-home=/cargo"
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    "--remap-path-prefix=$2=/yongquan"
  )
  case $1 in
    # No day of linking in the header, and no library beside the program.
    windows) flags+=(-Clinker=x86_64-w64-mingw32-gcc "-Clink-arg=-Wl,--no-insert-timestamp" -Ctarget-feature=+crt-static) ;;
    # The compiler brings linker and C library, so nothing of this machine's gets in.
    *) flags+=(-Clinker=rust-lld -Clink-self-contained=yes -Ctarget-feature=+crt-static) ;;
  esac
  local IFS=$separator
  printf '%s' "${flags[*]}"
}

# Builds the program $1 in place, for tests: linked as in a release, and otherwise as quickly as may be, so without Parquet and Arrow. Remembers
# where it is.
build_quickly() {
  local target
  target=$(target_of "$1")
  (cd "$root" && CARGO_ENCODED_RUSTFLAGS=$(program_flags "$1" "$root") CARGO_PROFILE_DEV_DEBUG=false YONGQUAN_COMMIT=c0ffee0 \
    cargo build --locked --package yongquan-cli --no-default-features --target "$target" >&2)
  quick_program=$(target_folder)/$target/debug/yongquan
  if [[ $1 == windows ]]; then quick_program+=.exe; fi
}

# Puts what was built of the parts $2… in the copy $1 into $1/release.
gather() {
  local copy=$1 out=$1/release part targets=()
  shift
  rm -rf "$out"
  mkdir -p "$out"
  for part in "$@"; do
    case $part in
      page)
        cp -R "$copy/www/kiosk/dist" "$out/page"
        cp "$copy/dist/yongquan.html" "$out/yongquan.html"
        ;;
      *)
        cp "$copy/target/$(target_of "$part")/release/$([[ $part == windows ]] && echo yongquan.exe || echo yongquan)" "$out/$(program_of "$part")"
        targets+=("$(target_of "$part")")
        ;;
    esac
  done
  ((${#targets[@]} == 0)) || (cd "$copy" && node scripts/lib/licences.mjs "${targets[@]}" >"$out/THIRD-PARTY-LICENSES.txt")
  cp "$copy"/LICENSE "$copy"/LICENSE-APACHE "$copy"/LICENSE-MIT "$out"
}

# -------------------------------------------------------------------------------------------------------------------- checking

# Fails if anything that the program $1 is made of compiles C: the C compiler would then be part of what has to be the same.
refuse_c_code() {
  local crates
  crates=$(cd "$root" && cargo tree --locked --package yongquan-cli --target "$(target_of "$1")" --edges normal,build --prefix none) ||
    fail "cargo does not say what the program for $1 is made of; its message is above"
  if grep -E '^(cc|cmake|bindgen|pkg-config) v' <<<"$crates"; then fail "the program for $1 compiles C, or looks for a C library: the crates above do that"; fi
}

# Fails if a file in $1 names a folder of this machine: that of the copy $2, the person's own, or the compiler's.
refuse_paths() {
  local folder found
  for folder in "$2" "$root" "${CARGO_HOME:-$HOME/.cargo}" "${RUSTUP_HOME:-$HOME/.rustup}"; do
    found=$(LC_ALL=C grep -rlF --binary-files=text -e "$folder/" "$1") || continue
    fail "$folder is named in what was built there: $found"
  done
}

# Prints each file of the folders $1 and $2 with whether both have it and all bytes are equal. Fails if one is not.
compare_folders() {
  local file bad=0
  while IFS= read -r file; do
    if cmp -s "$1/$file" "$2/$file"; then
      printf 'same       %s\n' "$file"
    else
      printf 'DIFFERENT  %s\n' "$file"
      bad=1
    fi
  done < <({
    find "$1" -type f -printf '%P\n'
    find "$2" -type f -printf '%P\n'
  } | LC_ALL=C sort -u)
  return "$bad"
}

# Writes the list of hashes of the folder $1 into it.
write_sums() {
  (cd "$1" && find . -type f ! -name 'SHA256SUMS*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS)
}
