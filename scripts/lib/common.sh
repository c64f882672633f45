# shellcheck shell=bash
# Messages, paths, locks, packages of the system, and the end of everything a script started.

CCP_ADDON=crm_customer_protection
CCP_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
CCP_LIB=$CCP_ROOT/scripts/lib
# Several checkouts share one cache: what belongs to a single checkout carries this in its name.
CCP_HASH=$(printf '%s' "$CCP_ROOT" | sha1sum | cut -c1-8)

# --- messages: all on stderr, so that stdout stays the output of Odoo ---------------------------

if [ -t 2 ]; then
    BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' DIM=$'\e[2m' PLAIN=$'\e[0m'
else
    BOLD='' RED='' GREEN='' DIM='' PLAIN=''
fi

say() { printf '%s\n' "$*" >&2; }
title() { printf '%s== %s%s\n' "$BOLD" "$*" "$PLAIN" >&2; }

# die WHAT_HAPPENED [WHAT_TO_DO…]
die() {
    printf '%serror:%s %s\n' "$RED" "$PLAIN" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '  mend: %s\n' "$@" >&2
    exit 1
}

# What a long command is at: Odoo's module, pip's package, or its last line.
progress_of() {
    tail -c 100000 "$1" 2>/dev/null | tr '\r' '\n' |
        sed -n -E -e 's/.*(Loading module [^ ]+ \([0-9/]+\)).*/\1/p' -e 's/.*(Starting [A-Za-z0-9_.]+) \.\.\..*/\1/p' \
            -e 's/^(Collecting|Downloading|Get:[0-9]+|Unpacking|Setting up) .*/&/p' |
        tail -n 1 | tr -cd '[:print:]' | cut -c1-60
}

# step TITLE COMMAND…: runs the command silently, shows that it lives, and its output if it fails.
# With STEP_LOG set, the output is kept in that file; with STEP_QUIET it is not shown on failure.
step() {
    local what=$1 log=${STEP_LOG:-} start=$SECONDS shown=$SECONDS pid
    shift
    [ -n "$log" ] || log=$(mktemp "${TMPDIR:-/tmp}/ccp-step.XXXXXX")
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        if [ -t 2 ]; then
            printf '\r\e[K.. %s %ds %s%s%s' "$what" $((SECONDS - start)) "$DIM" "$(progress_of "$log")" "$PLAIN" >&2
        elif ((SECONDS - shown >= 15)); then
            shown=$SECONDS
            say ".. $what $((SECONDS - start))s $(progress_of "$log")"
        fi
        sleep 0.5
    done
    [ ! -t 2 ] || printf '\r\e[K' >&2
    if wait "$pid"; then
        say "ok $what (${DIM}$((SECONDS - start))s${PLAIN})"
        [ -n "${STEP_LOG:-}" ] || rm -f "$log"
        return 0
    fi
    [ -n "${STEP_QUIET:-}" ] || tail -n 40 "$log" | sed 's/^/   | /' >&2
    [ -n "${STEP_LOG:-}" ] || rm -f "$log"
    say "${RED}failed${PLAIN} $what"
    return 1
}

# --- paths ------------------------------------------------------------------------------------

default_cache() {
    if [ -n "${CCP_CACHE:-}" ]; then
        printf '%s' "$CCP_CACHE"
    elif [ "$(id -u)" = 0 ]; then
        # PostgreSQL refuses to run as root, and its user cannot walk through /root.
        printf '%s' "/var/cache/$CCP_ADDON"
    else
        printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/$CCP_ADDON"
    fi
}

CACHE=$(default_cache)
mkdir -p "$CACHE"/{locks,conf,log,data,addons} 2>/dev/null ||
    die "cannot write to the cache folder $CACHE" "set CCP_CACHE to a folder that you may write to"
CACHE=$(cd "$CACHE" && pwd -P)
export CCP_CACHE=$CACHE

# --- locks --------------------------------------------------------------------------------------

# with_lock NAME COMMAND…: two checkouts may fill one cache at the same time.
with_lock() {
    local name=$1 status=0
    shift
    # In the background, because bash hears no signal while it waits for a command in front; and
    # with the same end, so that what runs in here is ended too.
    (
        CCP_CHILDREN=() CCP_AT_EXIT=()
        set_traps
        if ! flock -n 9; then
            say ".. waiting for another script that works on: $name"
            flock 9
        fi
        "$@"
    ) 9>"$CACHE/locks/$name.lock" &
    wait $! || status=$?
    return "$status"
}

# --- the end --------------------------------------------------------------------------------------

CCP_CHILDREN=()
CCP_AT_EXIT=()

# Ends one process and all its descendants, politely first.
end_tree() {
    local pid=$1 child i
    kill -0 "$pid" 2>/dev/null || return 0
    local all=("$pid")
    for ((i = 0; i < ${#all[@]}; i++)); do
        for child in $(ps -o pid= --ppid "${all[i]}" 2>/dev/null); do all+=("$child"); done
    done
    kill -TERM "$pid" 2>/dev/null || true
    for ((i = 0; i < 60; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "${all[@]}" 2>/dev/null || true
}

cleanup() {
    local status=$? pid action
    trap - EXIT
    trap '' INT TERM HUP
    for pid in ${CCP_CHILDREN[@]+"${CCP_CHILDREN[@]}"}; do end_tree "$pid"; done
    for pid in $(jobs -p); do end_tree "$pid"; done
    for action in ${CCP_AT_EXIT[@]+"${CCP_AT_EXIT[@]}"}; do "$action" || true; done
    exit "$status"
}
set_traps() {
    trap cleanup EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}
set_traps

# in_background COMMAND…: starts it so that our end is its end; its process is $CHILD.
in_background() {
    "$@" <&0 &
    CHILD=$!
    CCP_CHILDREN+=("$CHILD")
}

# run_child COMMAND…: like calling it, but a signal to this script ends it at once instead of
# waiting for the command to finish by itself.
run_child() {
    local status=0
    in_background "$@"
    wait "$CHILD" || status=$?
    return "$status"
}

# --- packages of the system ----------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# need_packages WHY PACKAGE…: installs them with apt when it may, says what to type when not.
need_packages() {
    local why=$1
    shift
    local mend=("sudo apt-get install $*" "or install the same from your system's own packages")
    command -v apt-get >/dev/null || die "$why is missing, and this system has no apt-get" "install: $*"
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null ||
            die "$why is missing, and this user has no right to install packages" "${mend[@]}"
    fi
    with_lock apt apt_install "$@" ||
        die "$why is missing and could not be installed" \
            "is there a network? If so, see the lines above, or type:" "${mend[@]}"
}

apt_install() {
    # The lists of a bare machine are empty or old: fetch them only when the first try fails.
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends
        -o DPkg::Lock::Timeout=120 "$@")
    as_root "${install[@]}" >/dev/null 2>&1 && return 0
    step "package lists" as_root apt-get update &&
        step "install $*" as_root "${install[@]}"
}
