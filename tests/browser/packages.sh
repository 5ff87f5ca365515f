#!/bin/bash
# Makes sure that Chromium is on this machine; installs it from Debian where root runs this.
#
#   packages.sh [--check]     with --check nothing is installed

what="Chromium"
# A page has text only if there is a font.
wanted=(chromium fonts-dejavu-core)
. "${BASH_SOURCE[0]%/*}/../../scripts/testing/debian.sh"
