# Sourced by scripts that install packages of Debian for tests, where root runs them. They set `wanted`, the packages, and `what`,
# what they are for; `release`, where one is needed.
#
#   SCRIPT [--check]     with --check nothing is installed
#
# Exit code 0: all there. 3: cannot be had here, the reason is on standard error. 1: an installation failed.
set -u
export PATH="${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin" LC_ALL=C.UTF-8

missing() {
  for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

cannot() {
  echo "No $what for the tests: $*" >&2
  exit 3
}

command -v dpkg-query >/dev/null || cannot "it comes from Debian packages, and this system has no dpkg."
[ -n "$(missing)" ] || exit 0
by_hand="apt-get install --no-install-recommends ${wanted[*]}"
[ "${1:-}" != --check ] || cannot "these packages are missing: $(missing)(as root: $by_hand)."
[ -z "${release:-}" ] || grep -qs "^VERSION_CODENAME=$release" /etc/os-release ||
  cannot "the packages of Debian $release are needed: $(missing)"
[ "$(id -u)" = 0 ] || cannot "only root can install the packages $(missing)(as root: $by_hand)."

umask 022
export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical NEEDRESTART_MODE=a
# Two test runs at once: the second waits, and then finds everything there.
exec 9>/run/lock/pulumi-snapshots-packages.lock
flock -w 900 9 || cannot "another installation has not ended within 15 minutes."
[ -n "$(missing)" ] || exit 0

log=$(mktemp)
# Nothing that is installed here may start a daemon. Known by its text, so that one left behind goes the next time.
guard=/usr/sbin/policy-rc.d
guard_text='#!/bin/sh
# put here by the tests of pulumi-snapshots
exit 101'
tidy() {
  [ "$(cat "$guard" 2>/dev/null)" != "$guard_text" ] || rm -f "$guard"
  rm -f "$log"
}
trap tidy EXIT
[ -e "$guard" ] || { echo "$guard_text" >"$guard" && chmod 755 "$guard"; }

failed() {
  grep -E '^(E|Err|W|dpkg):?' "$log" | tail -n 12 >&2
  echo "No $what for the tests: $*" >&2
  exit 1
}

apt=(apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
quietly() { "$@" >>"$log" 2>&1 </dev/null 9>&-; }

echo "Installing $(missing)and what they need (one to three minutes)." >&2
# An installation that was interrupted leaves packages half configured; apt refuses to do anything until that is mended.
# dpkg itself, unlike apt, does not wait for another one.
while ! quietly dpkg --configure -a --force-confdef --force-confold; do
  tail -n 3 "$log" | grep -q 'lock' && [ $SECONDS -lt 600 ] || break
  sleep 2
done
quietly "${apt[@]}" update || echo "apt-get update failed; the package lists at hand have to do." >&2
quietly "${apt[@]}" --fix-broken install || failed "the packages of this system are broken."
quietly "${apt[@]}" install --no-install-recommends "${wanted[@]}" || failed "apt-get could not install the packages."
[ -z "$(missing)" ] || failed "after the installation these are missing: $(missing)"
