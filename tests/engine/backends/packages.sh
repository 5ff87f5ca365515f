#!/bin/bash
# Makes sure that a PostgreSQL server is on this machine; installs it from Debian where root runs this.
#
#   packages.sh [--check]     with --check nothing is installed

what="PostgreSQL"
wanted=(postgresql)
. "${BASH_SOURCE[0]%/*}/../../../scripts/testing/debian.sh"
