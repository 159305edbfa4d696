# shellcheck shell=bash
# What the scripts say, and how they stop. Sourced, never run.
#
# Progress goes to standard error, so that a script's standard output stays usable by another one.

# Prints one line of progress.
say() { printf '%s\n' "▸ $*" >&2; }

# Prints one line about something that was found in place and therefore not done again.
say_there() { printf '%s\n' "✓ already there: $*" >&2; }

# Steps that a person has to take before the script can go on. Collected, because somebody who has to ask an administrator
# wants to ask once.
missing_steps=()

# Remembers one missing step: what is missing, then the exact thing to do.
missing() { missing_steps+=("$1"$'\n'"    $2"); }

# Stops with every missing step that was remembered, if there is one.
stop_if_missing() {
  ((${#missing_steps[@]} == 0)) && return 0
  {
    printf '\n%s\n' "Cannot go on. Missing on this machine:"
    printf '\n  %s\n' "${missing_steps[@]}"
    printf '\n%s\n' "Then run the same command again."
  } >&2
  exit 1
}

# Stops with one reason.
fail() {
  printf '%s\n' "error: $*" >&2
  exit 1
}
