#!/bin/bash
# Starts a Cinder and a Keystone, or what of them does not run: up.sh DIRECTORY. See README.md.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
"$here/packages.sh"
# Debian's Python and nothing of the caller's own: the packages are there and nowhere else.
unset PYTHONPATH PYTHONHOME
exec /usr/bin/python3 -B "$here/up.py" "$@"
