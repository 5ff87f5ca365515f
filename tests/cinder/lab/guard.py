"""Ends a lab when the process for which it was started has ended in whatever way: guard.py DIRECTORY PID."""
import os
import select
import sys

from directory import Directory
from down import down

try:
    owner = os.pidfd_open(int(sys.argv[2]))
except ProcessLookupError:
    pass
else:
    select.select([owner], [], [])
down(Directory(sys.argv[1]))
