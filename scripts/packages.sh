# Sourced by the install scripts: installs Debian packages when something is missing, and says why when it cannot.

# Debian keeps PostgreSQL's programs out of PATH.
PATH="$PATH:/usr/sbin:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')"
POLICY=/usr/sbin/policy-rc.d

say() { echo "$(basename "$0"): $*"; }

lacks() {  # lacks PROGRAM...: whether one of them is not there
    for program in "$@"; do command -v "$program" >/dev/null 2>&1 || return 0; done
    return 1
}

apt_install() {  # apt_install PACKAGE...
    if ! command -v apt-get >/dev/null 2>&1; then say "$*: not installed, this system has no apt-get"; return 0; fi
    if [ "$(id -u)" != 0 ]; then say "$*: not installed, that needs root"; return 0; fi
    # 101 is "action forbidden by policy" (invoke-rc.d): the packages must not start a server of their own.
    made_policy=
    if [ ! -e "$POLICY" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$POLICY" && chmod 755 "$POLICY" && made_policy=yes
        trap 'rm -f "$POLICY"' EXIT INT TERM
    fi
    output=$(DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" 2>&1) \
        || output=$(apt-get update -q 2>&1 \
            && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" 2>&1)
    if [ $? = 0 ]; then say "$*: installed"; else say "$*: not installed:"; echo "$output" | tail -n 3; fi
    if [ -n "$made_policy" ]; then rm -f "$POLICY"; trap - EXIT INT TERM; fi
}

install_missing() {  # install_missing "PROGRAMS" "PACKAGES"
    # shellcheck disable=SC2086
    if lacks $1; then apt_install $2; else say "$2: already here"; fi
}

install_fonts() {  # install_fonts FAMILY PACKAGE
    if command -v fc-list >/dev/null 2>&1 && fc-list | grep -q "$1"; then say "$2: already here"; else apt_install "$2"; fi
}
