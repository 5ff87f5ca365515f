#!/bin/bash
# Ends the processes of a lab: down.sh [--keep] DIRECTORY. Without --keep the directory goes too.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
[ -x /usr/bin/python3 ] || exit 0
unset PYTHONPATH PYTHONHOME
exec /usr/bin/python3 -B "$here/down.py" "$@"
