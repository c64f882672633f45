# shellcheck shell=bash
# Databases: the template of plain Odoo, and what is cloned from it.

sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

db_exists() { [ "$(sql -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

drop_db() {
    sql -d postgres -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" 2>/dev/null
    rm -rf "$DATA/filestore/${1:?}"
}

# clone_db FROM TO: in a second what Odoo needs a minute for.
clone_db() {
    drop_db "$2"
    sql -d postgres -c "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
    if [ -d "$DATA/filestore/$1" ]; then
        cp -a "$DATA/filestore/$1" "$DATA/filestore/$2"
    fi
    # Two databases with one identity would share sessions and confuse each other's bus.
    sql -d "$2" -c "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'"
}

# The addons that ours builds on, as they stand in the manifest.
manifest_depends() {
    "$PYTHON" -c 'import ast, sys
print(",".join(ast.literal_eval(open(sys.argv[1], encoding="utf-8").read())["depends"]))' \
        "$CCP_ROOT/__manifest__.py"
}

# Plain Odoo with what the manifest depends on and demo data, but without our addon. It is built
# once; every database starts as a clone of it. Its name is in $TEMPLATE.
ensure_template() {
    DEPENDS=$(manifest_depends)
    local key
    key=$(printf '%s' "$ODOO_VERSION $DEPENDS" | sha1sum | cut -c1-8)
    TEMPLATE=ccp_template_$key
    TEMPLATE_STAMP=$DATA/$TEMPLATE.complete
    if [ ! -f "$TEMPLATE_STAMP" ] || ! db_exists "$TEMPLATE"; then
        with_lock "$TEMPLATE" build_template
    fi
}

build_template() {
    if [ -f "$TEMPLATE_STAMP" ] && db_exists "$TEMPLATE"; then return 0; fi
    drop_db "$TEMPLATE"
    step "template database: plain Odoo with demo data (once, about two minutes)" \
        odoo -d "$TEMPLATE" -i "$DEPENDS" --with-demo --stop-after-init --max-cron-threads=0 ||
        die "plain Odoo could not be installed" "see the lines above"
    touch "$TEMPLATE_STAMP"
}
