"""Runs a program that reads a passphrase from a terminal only, and types it.

Usage: python3 with_terminal.py PASSPHRASE_FILE PROGRAM [ARGUMENT...]

Ends with the program's exit code. Debian's age takes passphrases in no other way, on purpose.
"""

import os
import pty
import sys
from pathlib import Path

passphrase = Path(sys.argv[1]).read_text(encoding="utf-8").rstrip("\n")
command = sys.argv[2:]

child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

said = b""
typed = False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        # Linux ends a pseudo-terminal with an error when the program has closed its side.
        break
    if not piece:
        break
    said += piece
    if not typed and b"passphrase" in said.lower():
        os.write(terminal, passphrase.encode() + b"\n")
        typed = True

exit_code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
if exit_code != 0:
    sys.stderr.write(said.decode(errors="replace"))
sys.exit(exit_code)
