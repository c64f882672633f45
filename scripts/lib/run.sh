# shellcheck shell=bash
# The steps of scripts/run; $port, $fresh, $lang, $workers and $database are its variables.

free_port() {
    "$PYTHON" - "$1" <<'PY'
import socket
import sys

with socket.socket() as sock:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError as error:
        sys.exit(str(error))
PY
}

# The second port is used by Odoo's own process for live updates when it has several workers.
ports_free() {
    local first=$1 other=$1 error
    gevent_port=$((port + 3 < 65536 ? port + 3 : port - 3))
    if error=$(free_port "$first" 2>&1) && { [ "$2" = 0 ] || error=$(free_port "$gevent_port" 2>&1); }; then
        return 0
    fi
    while ((other += 10, other < 65530)); do
        if free_port "$other" 2>/dev/null && free_port $((other + 3)) 2>/dev/null; then break; fi
    done
    die "port $first cannot be used: ${error##*] }" "scripts/run --port $other"
}

# Changes with every source that Odoo loads into the database.
sources_hash() {
    (cd "$CCP_ROOT" && find . \( -path ./.git -o -path ./tests -o -path ./scripts -o -path ./static \
        -o -name node_modules -o -name __pycache__ \) -prune -o -type f \
        \( -name '*.py' -o -name '*.xml' -o -name '*.csv' -o -name '*.po' \) -print0 |
        LC_ALL=C sort -z | xargs -0 sha1sum | sha1sum | cut -c1-20)
}

addon_state() { sql -d "$database" -c "SELECT state FROM ir_module_module WHERE name = '$CCP_ADDON'" 2>/dev/null; }

prepare_database() {
    local stamp=$DATA/$database.sources now
    now=$(sources_hash)
    mkdir -p "$CACHE/log"
    local STEP_LOG=$CACHE/log/$database-install.log
    local options=(-d "$database" --stop-after-init --max-cron-threads=0 --no-http)
    if [ -n "$fresh" ] || ! db_exists "$database" || [ "$(addon_state)" != installed ]; then
        rm -f "$stamp"
        (unset STEP_LOG && ensure_template) || exit 1
        ensure_template
        clone_db "$TEMPLATE" "$database"
        step "install $CCP_ADDON with demo data" odoo "${options[@]}" -i "$CCP_ADDON" --with-demo ||
            die "the addon could not be installed" "see $STEP_LOG"
    elif [ "$(cat "$stamp" 2>/dev/null)" != "$now" ]; then
        step "update $CCP_ADDON" odoo "${options[@]}" -u "$CCP_ADDON" ||
            die "the addon could not be updated" "see $STEP_LOG" "or begin anew: scripts/run --fresh"
    fi
    [ "$(addon_state)" = installed ] || die "the addon is not installed" "see $STEP_LOG"
    printf '%s' "$now" >"$stamp"
}

# Odoo reads translations only when a language is loaded, so it is done once for all users.
use_language() {
    local others
    [[ $lang =~ ^[A-Za-z_@]+$ ]] || die "--lang $lang is no language code" "for example zh_CN"
    others=$(sql -d "$database" -c "SELECT count(*) FROM res_users u JOIN res_partner p ON p.id = u.partner_id
        WHERE u.active AND NOT u.share AND p.lang IS DISTINCT FROM '$lang'")
    [ "$others" != 0 ] || return 0
    step "language $lang" load_language || die "the language $lang could not be loaded" \
        "is it one of Odoo's codes? See: scripts/psql $database -c 'SELECT code FROM res_lang'"
}

load_language() {
    odoo i18n loadlang -d "$database" -l "$lang" || return 1
    CCP_LANG=$lang odoo shell -d "$database" --no-http <<'PY'
import os

code = os.environ["CCP_LANG"]
assert env["res.lang"]._lang_get(code), f"no language {code}"
users = env["res.users"].search([("share", "=", False)])
(users | env.ref("base.user_root")).write({"lang": code})
env["ir.default"].set("res.partner", "lang", code)
env.cr.commit()
PY
    # The shell ends well even if a statement failed: ask the database.
    [ "$(sql -d "$database" -c "SELECT count(*) FROM res_partner WHERE lang = '$lang'")" != 0 ]
}

start_server() {
    RUN_LOG=$CACHE/log/$database.log
    : >"$RUN_LOG"
    # In a session of its own, so that Ctrl-C reaches Odoo once, from us, and not twice.
    CCP_END_WITH_PARENT=1 in_background setsid "$PYTHON" "$CCP_LIB/launch_odoo.py" \
        -d "$database" --db-filter "^$database\$" --http-port "$port" --gevent-port "$gevent_port" \
        --workers "$workers" --max-cron-threads=1 >>"$RUN_LOG" 2>&1
    step "start Odoo" wait_for_login || {
        grep -E ' (ERROR|CRITICAL|WARNING) ' "$RUN_LOG" | tail -n 5 >&2
        die "Odoo does not answer on port $port" "see $RUN_LOG"
    }
}

wait_for_login() {
    local i
    for ((i = 0; i < 240; i++)); do
        "$PYTHON" - "$port" 2>/dev/null <<'PY' && return 0
import sys
import urllib.request

urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/login", timeout=60)
PY
        kill -0 "$CHILD" 2>/dev/null || return 1
        sleep 0.5
    done
    return 1
}

announce() {
    cat <<TEXT

  ${BOLD}http://localhost:$port${PLAIN}   (ready after $((SECONDS - start))s)

  role                       login        password
  administrator              admin        admin
  sales administrator        manager      manager
  customer administrator     backoffice   backoffice
  team leader                leader       leader
  salesperson                sales        sales
  clerk                      clerk        clerk
  ERP integration (API)      erp          erp

  database  $database   (scripts/odoo shell -d $database)
  log       $RUN_LOG
  Ctrl-C ends everything.

TEXT
}
