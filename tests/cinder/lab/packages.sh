#!/bin/bash
# Makes sure that the code of Cinder and Keystone is on this machine; installs it from Debian 12 where root runs this.
#
#   packages.sh [--check]     with --check nothing is installed

what="OpenStack Cinder"
release=bookworm
# The libraries, and what configures them: the daemons' own packages would start daemons.
wanted=(cinder-common python3-cinder python3-keystone)
. "${BASH_SOURCE[0]%/*}/../../../scripts/testing/debian.sh"
