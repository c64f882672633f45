# shellcheck shell=bash
# The linters of scripts/test. Each is one check; what it says is shown only when it fails.

# eslint and prettier, at the versions of package.json, in the cache: the checkout stays clean.
ensure_node_tools() {
    local key
    key=$(sha1sum <"$CCP_ROOT/package.json" | cut -c1-8)
    NODE_TOOLS=$CACHE/npm/$key
    [ -f "$NODE_TOOLS/.complete" ] || with_lock npm build_node_tools
    # A configuration finds its plug-ins only where they are installed, so it is used from there.
    cp "$CCP_ROOT"/{eslint,prettier}.config.mjs "$NODE_TOOLS/"
}

build_node_tools() {
    [ ! -f "$NODE_TOOLS/.complete" ] || return 0
    ensure_npm
    mkdir -p "$NODE_TOOLS"
    cp "$CCP_ROOT/package.json" "$NODE_TOOLS/"
    step "eslint and prettier" in_folder "$NODE_TOOLS" npm install --no-audit --no-fund --no-package-lock ||
        die "npm could not install eslint and prettier" "is there a network? npm must reach its registry"
    touch "$NODE_TOOLS/.complete"
}

# sources PATTERN…: files of the repository, also those not yet added, separated by NUL.
sources() {
    if git -C "$CCP_ROOT" rev-parse --git-dir >/dev/null 2>&1; then
        # A file may be in the index and already deleted.
        (cd "$CCP_ROOT" && git ls-files -z --cached --others --exclude-standard -- "$@" |
            while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done)
    else
        local pattern names=()
        for pattern in "$@"; do names+=(-o -path "./$pattern"); done
        (cd "$CCP_ROOT" && find . -name node_modules -prune -o -type f \( "${names[@]:1}" \) -print0)
    fi
}

# on_sources COMMAND… -- PATTERN…: does nothing where no file matches.
on_sources() {
    local command=()
    while [ "$1" != -- ]; do command+=("$1") && shift; done
    shift
    (cd "$CCP_ROOT" && sources "$@" | sed -z -E '/(^|\/)(static\/lib|i18n)\//d' | xargs -0 -r "${command[@]}")
}

node_tool() { printf '%s' "$NODE_TOOLS/node_modules/.bin/$1"; }

lint_ruff() { (cd "$CCP_ROOT" && "$VENV/bin/ruff" check --no-cache .); }
lint_format() { (cd "$CCP_ROOT" && "$VENV/bin/ruff" format --no-cache --check .); }
lint_pylint() {
    # Not for this project: OCA as the author, OCA's generated README, and leaving out of the
    # manifest what should be said. (In .pylintrc `enable` would win over them.)
    local unfit=manifest-required-author,missing-readme,manifest-superfluous-key
    # Through the link: pylint-odoo takes the addon's name from its folder.
    (cd "$ADDON_FOLDER" && PYTHONPATH=$CCP_ODOO_PATH "$VENV/bin/pylint" \
        --rcfile="$CCP_ROOT/.pylintrc" --disable="$unfit" "$CCP_ADDON")
}
lint_shell() {
    (cd "$CCP_ROOT" && grep -d skip -lE '^#!.*\bbash' scripts/* .ci/run 2>/dev/null | xargs "$VENV/bin/shellcheck" -x scripts/lib/*.sh)
}
lint_eslint() { on_sources "$(node_tool eslint)" --config "$NODE_TOOLS/eslint.config.mjs" --max-warnings 0 -- '*.js'; }
lint_prettier() {
    on_sources "$(node_tool prettier)" --config "$NODE_TOOLS/prettier.config.mjs" --log-level warn --check -- \
        '*.js' '*.mjs' '*.xml' '*.json' '*.yml' '*.yaml'
}
lint_source() { "$PYTHON" "$CCP_LIB/check_source.py" "$CCP_ROOT"; }

LINTERS=(
    "lint_ruff:ruff check"
    "lint_format:ruff format (scripts/test --fix)"
    "lint_pylint:pylint-odoo"
    "lint_shell:shellcheck"
    "lint_eslint:eslint"
    "lint_prettier:prettier (scripts/test --fix)"
    "lint_source:project rules"
)

phase_lint() {
    ensure_node_tools
    local linter log
    log=$(mktemp)
    for linter in "${LINTERS[@]}"; do
        if "${linter%%:*}" >"$log" 2>&1; then
            passed "${linter#*:}"
        else
            failed "${linter#*:}" "$log"
        fi
    done
    rm -f "$log"
}

# Rewrites what a tool can mend by itself.
fix_sources() {
    ensure_node_tools
    (cd "$CCP_ROOT" && "$VENV/bin/ruff" check --no-cache --fix --quiet . ; "$VENV/bin/ruff" format --no-cache .) || true
    on_sources "$(node_tool prettier)" --config "$NODE_TOOLS/prettier.config.mjs" --log-level warn --write -- \
        '*.js' '*.mjs' '*.xml' '*.json' '*.yml' '*.yaml' >&2
}
