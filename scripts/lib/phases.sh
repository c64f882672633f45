# shellcheck shell=bash
# The phases of scripts/test; $phases, $file, $test, $keep and $fresh are its variables.

PASSED=0 FAILED=0

passed() {
    PASSED=$((PASSED + 1))
    say "${GREEN}passed${PLAIN} $1"
}

# failed WHAT [LOG]: shows the end of what the tool said.
failed() {
    FAILED=$((FAILED + 1))
    say "${RED}FAILED${PLAIN} $1"
    [ $# -lt 2 ] || tail -n 200 "$2" | sed 's/^/   | /' >&2
}

declare -A PHASE_TITLES=(
    [lint]="Lint"
    [odoo]="Tests in Odoo: Python, browser tours, JavaScript"
    [loop]="Chosen tests in Odoo"
    [translation]="Translation"
    [server]="Tests against a server with several workers"
    [core]="Odoo's own tests, without and with the addon"
)

run_phases() {
    local phase start begin=$SECONDS
    CCP_AT_EXIT+=(end_with_result)
    title "Set-up"
    mkdir -p "$CACHE/log"
    # Two runs in one checkout would drop each other's databases.
    exec 7>>"$CACHE/locks/test-$CCP_HASH.lock"
    flock -n 7 || die "scripts/test of this checkout runs already" "wait for its end"
    ensure_python
    [ -n "${VENV:-}" ] || use_tools_of_python
    ensure_odoo
    link_addon
    if [ "${phases[*]}" != lint ]; then
        ensure_postgres
        write_config
    fi
    [ -z "${fix:-}" ] || fix_sources
    for phase in "${phases[@]}"; do
        start=$SECONDS
        title "${PHASE_TITLES[$phase]}"
        "phase_$phase"
        say "${DIM}   $((SECONDS - start))s${PLAIN}"
    done
    drop_test_databases
    say "${DIM}$((SECONDS - begin))s in all${PLAIN}"
    FINISHED=1
    [ "$FAILED" = 0 ]
}

# The last line, also when the run came to an early end, which is a failure.
end_with_result() {
    [ -n "${FINISHED:-}" ] || FAILED=$((FAILED + 1))
    echo "$PASSED passed, $FAILED failed"
}

use_tools_of_python() {
    VENV=$(dirname "$(dirname "$PYTHON")")
    [ -x "$VENV/bin/ruff" ] || die "the linters are not beside ODOO_PYTHON=$PYTHON" \
        "install requirements/dev.txt into its environment, or unset ODOO_PYTHON"
}

# --- databases ------------------------------------------------------------------------------------

TEST_DB=ccp_test_$CCP_HASH
LOOP_DB=ccp_loop_$CCP_HASH

drop_test_databases() {
    [ -n "${PGHOST:-}" ] || return 0
    if [ -n "$keep" ]; then
        say "kept: $(sql -d postgres -c "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname ~ '^ccp_(test|server)_$CCP_HASH'")"
        return 0
    fi
    local name
    for name in $(sql -d postgres -c "SELECT datname FROM pg_database WHERE datname ~ '^ccp_(test|server)_$CCP_HASH'"); do
        drop_db "$name"
    done
}

# Two test runs may share a machine, so every server takes a port that is free now.
any_port() {
    "$PYTHON" -c 'import socket
with socket.socket() as sock:
    sock.bind(("127.0.0.1", 0))
    print(sock.getsockname()[1])'
}

# --- tests in Odoo --------------------------------------------------------------------------------

# run_odoo_tests DATABASE MODE(-i|-u) TAGS LOG
run_odoo_tests() {
    local status=0 summary line
    STEP_QUIET=1 STEP_LOG=$4 step "install and test" odoo -d "$1" "$2" "$CCP_ADDON" --with-demo --test-tags "$3" --stop-after-init \
        --http-port "$(any_port)" --max-cron-threads=0 || status=$?
    summary=$("$PYTHON" "$CCP_LIB/odoo_log.py" "$4" "$CCP_LIB/allowed_warnings.txt")
    line=$(tail -n 1 <<<"$summary")
    head -n -1 <<<"$summary" >&2
    local good bad
    read -r good bad _ <<<"$line"
    PASSED=$((PASSED + good))
    FAILED=$((FAILED + bad))
    # Odoo may fail without a failing test, for example when a module does not load.
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then failed "Odoo ended with status $status" "$4"; fi
    say "   log: $4"
}

phase_odoo() {
    ensure_browser
    ensure_template
    clone_db "$TEMPLATE" "$TEST_DB"
    run_odoo_tests "$TEST_DB" -i "/$CCP_ADDON" "$CACHE/log/$TEST_DB.log"
}

# What stands behind --file and --test, in the language of Odoo's --test-tags.
chosen_tags() {
    local spec=''
    case $test in
        '') ;;
        *[/:@]* | -* | .*) printf '%s' "$test" && return 0 ;;
        test_*) spec=.$test ;;
        [A-Z]*) spec=:$test ;;
        *) printf '%s' "$test/$CCP_ADDON" && return 0 ;;
    esac
    if [ -n "$file" ]; then
        printf '%s' "/$CCP_ADDON/tests/${file##*tests/}$spec"
    else
        printf '%s' "/$CCP_ADDON$spec"
    fi
}

phase_loop() {
    [ -z "$file" ] || [ -f "$file" ] || [ -f "$CCP_ROOT/$file" ] || die "there is no file $file" "ls tests"
    ensure_browser
    ensure_template
    local mode=-u
    if [ -n "$fresh" ] || ! db_exists "$LOOP_DB" ||
        [ "$(sql -d "$LOOP_DB" -c "SELECT state FROM ir_module_module WHERE name = '$CCP_ADDON'")" != installed ]; then
        clone_db "$TEMPLATE" "$LOOP_DB"
        mode=-i
    fi
    say "   --test-tags $(chosen_tags)"
    run_odoo_tests "$LOOP_DB" "$mode" "$(chosen_tags)" "$CACHE/log/$LOOP_DB.log"
}

# The database with the addon in it: from the phase before, or made now.
ensure_addon_database() {
    ensure_template
    if ! db_exists "$TEST_DB" ||
        [ "$(sql -d "$TEST_DB" -c "SELECT state FROM ir_module_module WHERE name = '$CCP_ADDON'")" != installed ]; then
        clone_db "$TEMPLATE" "$TEST_DB"
        STEP_LOG=$CACHE/log/$TEST_DB-install.log step "install $CCP_ADDON" \
            odoo -d "$TEST_DB" -i "$CCP_ADDON" --with-demo --stop-after-init --no-http --max-cron-threads=0
    fi
}

# --- translation ----------------------------------------------------------------------------------

export_terms() { odoo i18n export -d "$TEST_DB" -l pot -o "$1" "$CCP_ADDON"; }

phase_translation() {
    local pot log
    pot=$(mktemp --suffix=.pot)
    log=$(mktemp)
    if ! ensure_addon_database || ! step "export the terms" export_terms "$pot"; then
        failed "the terms could not be exported"
    elif "$PYTHON" "$CCP_LIB/check_translations.py" "$pot" "$CCP_ROOT/i18n" >"$log" 2>&1; then
        passed "$(tail -n 1 "$log")"
    else
        failed "translation (scripts/i18n refreshes the files)" "$log"
    fi
    rm -f "$pot" "$log"
}

# --- server tests ---------------------------------------------------------------------------------

phase_server() {
    local target=$CCP_ROOT/tests/server options=(-q) report good bad
    [ -z "$file" ] || target=$CCP_ROOT/tests/server/${file##*tests/server/}
    [ -z "$test" ] || options+=(-k "$test")
    compgen -G "$CCP_ROOT/tests/server/test_*.py" >/dev/null || {
        failed "no server tests in tests/server"
        return 0
    }
    if ! ensure_addon_database; then
        failed "the addon could not be installed for the server tests"
        return 0
    fi
    report=$(mktemp --suffix=.xml)
    export CCP_TEST_DB=$TEST_DB CCP_TEMPLATE=$TEMPLATE CCP_SERVER_PREFIX=ccp_server_${CCP_HASH}_
    export CCP_LAUNCHER=$CCP_LIB/launch_odoo.py
    # Not pytest-odoo: these tests stand outside of Odoo's process, as a client does.
    run_child in_folder "$CCP_ROOT/tests/server" "$PYTHON" -B -m pytest -p no:odoo -p no:cacheprovider \
        --rootdir "$CCP_ROOT/tests/server" -c "$CCP_ROOT/tests/server/pytest.ini" --junitxml "$report" \
        "${options[@]}" "$target" >&2 || true
    read -r good bad < <("$PYTHON" "$CCP_LIB/junit_counts.py" "$report")
    PASSED=$((PASSED + good))
    FAILED=$((FAILED + bad))
    [ "$good" != 0 ] || [ "$bad" != 0 ] || failed "no server test ran"
    rm -f "$report"
}

phase_core() {
    ensure_browser
    ensure_template
    export CCP_TEMPLATE=$TEMPLATE CCP_LAUNCHER=$CCP_LIB/launch_odoo.py
    if run_child "$PYTHON" "$CCP_LIB/core_tests.py" ${core_arguments[@]+"${core_arguments[@]}"}; then
        passed "core tests"
    else
        failed "core tests"
    fi
}
