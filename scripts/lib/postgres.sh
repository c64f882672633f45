# shellcheck shell=bash
# A private PostgreSQL in the cache: on a Unix socket only, tuned for tests, never for real data.
# Whoever sets PGHOST, PGPORT or PGUSER has a server already: then nothing is started or stopped.

ensure_postgres() {
    # Files of a database lie outside of it: each server has a folder of its own for them.
    DATA=$CACHE/data
    if [ -n "${PGHOST:-}${PGPORT:-}${PGUSER:-}" ]; then
        DATA=$CACHE/data-$(printf '%s' "${PGHOST:-}:${PGPORT:-}" | sha1sum | cut -c1-8)
        mkdir -p "$DATA"
        [ "${PGUSER:-$(id -un)}" != postgres ] ||
            die "Odoo refuses to work as the database user postgres" \
                "createuser --createdb odoo, then set PGUSER=odoo"
        need_client
        pg_works || die "no PostgreSQL answers at PGHOST=${PGHOST:-} PGPORT=${PGPORT:-} PGUSER=${PGUSER:-}" \
            "correct these variables, or unset all three, and a private server is started"
        export CCP_DATA=$DATA
        return 0
    fi
    find_pg_bin || { need_packages "PostgreSQL" postgresql postgresql-contrib && find_pg_bin; } ||
        die "PostgreSQL's server programs are not to be found" "set PGBIN to the folder that holds initdb"
    PG=$CACHE/pg
    PG_SOCKET=$PG/socket
    # A socket's path is limited to some 107 characters by the operating system.
    [ ${#PG_SOCKET} -lt 85 ] || PG_SOCKET=/tmp/ccp-pg-$(printf '%s' "$CACHE" | sha1sum | cut -c1-8)
    choose_pg_user
    # First hold, then look: whoever is just leaving does not stop it under our feet.
    hold_cluster
    with_lock postgres start_cluster
    PATH=$PGBIN:$PATH
    export PATH PGHOST=$PG_SOCKET PGUSER=odoo PGPORT=5432 CCP_DATA=$DATA
    pg_works || die "the private PostgreSQL does not answer" "see $PG/server.log, or remove $PG to begin anew"
}

need_client() {
    command -v psql >/dev/null || { find_pg_bin && PATH=$PGBIN:$PATH; } ||
        need_packages "psql" postgresql-client
}

pg_works() { psql -X -d postgres -c 'SELECT 1' >/dev/null 2>&1; }

find_pg_bin() {
    local folder
    [ -z "${PGBIN:-}" ] || { [ -x "$PGBIN/initdb" ] && return 0; }
    for folder in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV) "$(pg_config --bindir 2>/dev/null || true)" \
        "$(dirname "$(command -v initdb 2>/dev/null || true)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            PGBIN=$folder
            return 0
        fi
    done
    return 1
}

# PostgreSQL refuses to run as root: a root shell runs it as another user.
choose_pg_user() {
    PG_AS=()
    [ "$(id -u)" = 0 ] || return 0
    local user=nobody
    ! id postgres >/dev/null 2>&1 || user=postgres
    PG_AS=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env "HOME=$CACHE")
    "${PG_AS[@]}" test -x "$CACHE" ||
        die "the user $user, as whom PostgreSQL runs, cannot enter $CACHE" \
            "set CCP_CACHE to a folder outside of /root, for example /var/cache/$CCP_ADDON"
    mkdir -p "$PG"
    chown "$user" "$PG"
}

# The server must not inherit our locks (8 and 9), or it would hold them for ever.
pg_run() { ${PG_AS[@]+"${PG_AS[@]}"} "$@" 7>&- 8>&- 9>&- </dev/null; }

start_cluster() {
    mkdir -p "$PG" "$PG_SOCKET"
    [ "$(id -u)" != 0 ] || chown --reference="$PG" "$PG_SOCKET"
    [ -f "$PG/.complete" ] || make_cluster
    if ! pg_run "$PGBIN/pg_ctl" -D "$PG/data" status >/dev/null 2>&1; then
        # It may have been killed together with its machine: a stale lock of the socket is ours.
        pg_run "$PGBIN/pg_ctl" -D "$PG/data" -l "$PG/server.log" -w -t 60 start >/dev/null 2>&1 ||
            die "the private PostgreSQL does not start" "see $PG/server.log, or remove $PG to begin anew"
    fi
}

make_cluster() {
    rm -rf "$PG/data"
    step "database server" pg_run "$PGBIN/initdb" -D "$PG/data" -U postgres -A trust \
        --locale=C.UTF-8 --encoding=UTF8 --no-sync || die "initdb failed" "remove $PG and try again"
    # Durability is off on purpose: what is in here can be built again at any time.
    cat >>"$PG/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
port = 5432
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
jit = off
CONF
    pg_run "$PGBIN/pg_ctl" -D "$PG/data" -l "$PG/server.log" -w -t 60 start >/dev/null ||
        die "the private PostgreSQL does not start" "see $PG/server.log"
    # Odoo refuses to work as postgres; its role may make databases, but is no superuser.
    psql -X -q -h "$PG_SOCKET" -p 5432 -U postgres -d postgres -c "CREATE ROLE odoo LOGIN CREATEDB"
    touch "$PG/.complete"
}

# Each script holds a shared lock while it uses the server; the last one to leave stops it.
hold_cluster() {
    exec 8>>"$CACHE/locks/postgres-users.lock"
    # Waits while the last user of the server is just stopping it.
    flock -s 8
    CCP_AT_EXIT+=(release_cluster)
}

release_cluster() {
    flock -u 8
    if flock -n -x 8; then
        pg_run "$PGBIN/pg_ctl" -D "$PG/data" -m fast -w -t 60 stop >/dev/null 2>&1 || true
    fi
    exec 8>&-
}
