# shellcheck shell=bash
# Odoo 19 and its Python packages: unpacked into the cache once, used from there ever after.

# --- Python --------------------------------------------------------------------------------------

find_python() {
    local candidate
    for candidate in python3 python3.12 python3.11 python3.13 python3.10; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

ensure_python() {
    if [ -n "${ODOO_PYTHON:-}" ]; then
        PYTHON=$ODOO_PYTHON
        "$PYTHON" -c 'import psycopg2, werkzeug, lxml' 2>/dev/null ||
            die "ODOO_PYTHON=$PYTHON lacks the packages that Odoo needs" \
                "install requirements/odoo.txt into it, or unset ODOO_PYTHON"
        export PYTHON
        return 0
    fi
    local python key
    python=$(find_python) || need_packages "Python 3.10 to 3.13" python3 python3-venv
    python=$(find_python) || die "no Python between 3.10 and 3.13" "install python3.12, or set ODOO_PYTHON"
    # Another requirement or another Python is another environment: never a half-updated one.
    key=$( (cat "$CCP_ROOT"/requirements/*.txt && "$python" -c 'import sys; print(sys.version, sys.prefix)') |
        sha1sum | cut -c1-10)
    VENV=$CACHE/venv-$key
    PYTHON=$VENV/bin/python
    export PYTHON VENV
    [ -f "$VENV/.complete" ] || with_lock venv build_venv "$python"
}

build_venv() {
    [ ! -f "$VENV/.complete" ] || return 0
    rm -rf "$VENV"
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        need_packages "Python's venv module" python3-venv
    fi
    # Scripts in a venv carry its path, so it is built in place and counts only with its stamp.
    "$1" -m venv "$VENV" || die "cannot make a virtual environment in $VENV"
    step "Python packages" "$PYTHON" -m pip install --no-input --progress-bar off \
        --disable-pip-version-check -r "$CCP_ROOT/requirements/dev.txt" ||
        die "the Python packages could not be installed" \
            "is there a network? pip must reach its package index" \
            "or set ODOO_PYTHON to a Python that has requirements/dev.txt"
    touch "$VENV/.complete"
}

# --- Odoo ----------------------------------------------------------------------------------------

ensure_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        use_odoo_home
    else
        CCP_ODOO_PATH=$CACHE/odoo-19/usr/lib/python3/dist-packages
        [ -f "$CACHE/odoo-19/.complete" ] || with_lock odoo build_odoo
        ODOO_VERSION=$(cat "$CACHE/odoo-19/.complete")
    fi
    export CCP_ODOO_PATH ODOO_VERSION
    local folder
    ODOO_ADDONS=
    for folder in "$CCP_ODOO_PATH/addons" "$CCP_ODOO_PATH/odoo/addons"; do
        # The packages of some systems have an empty `addons` beside `odoo`.
        if compgen -G "$folder/*/__manifest__.py" >/dev/null; then
            ODOO_ADDONS+="${ODOO_ADDONS:+,}$folder"
        fi
    done
    [ -d "$CCP_ODOO_PATH/addons/crm" ] || [ -d "$CCP_ODOO_PATH/odoo/addons/crm" ] ||
        die "Odoo in $CCP_ODOO_PATH has no addon crm" "give ODOO_HOME a complete Odoo 19"
}

use_odoo_home() {
    local version
    [ -f "$ODOO_HOME/odoo/release.py" ] ||
        die "ODOO_HOME=$ODOO_HOME contains no Odoo (no odoo/release.py)" \
            "set it to the folder that holds the package 'odoo': a source checkout, or dist-packages" \
            "or unset it, and Odoo 19 is fetched into $CACHE"
    version=$(python3 -c 'import runpy, sys
print(".".join(map(str, runpy.run_path(sys.argv[1])["version_info"][:2])))' "$ODOO_HOME/odoo/release.py")
    [ "$version" = 19.0 ] ||
        die "ODOO_HOME=$ODOO_HOME is Odoo $version, and this addon is for 19.0" \
            "set ODOO_HOME to an Odoo 19.0, or unset it, and Odoo 19 is fetched into $CACHE"
    CCP_ODOO_PATH=$(cd "$ODOO_HOME" && pwd -P)
    # A source checkout moves: its commit, where there is one, belongs to the name of a template.
    local commit
    commit=$(git -C "$CCP_ODOO_PATH" rev-parse HEAD 2>/dev/null || true)
    ODOO_VERSION=$version-$(printf '%s' "$CCP_ODOO_PATH $commit" | sha1sum | cut -c1-8)
}

ODOO_PACKAGES=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-roboto-unhinted fonts-montserrat fonts-ocr-b)

build_odoo() {
    [ ! -f "$CACHE/odoo-19/.complete" ] || return 0
    local work=$CACHE/odoo-19.new
    rm -rf "$work"
    mkdir -p "$work"/{apt/lists/partial,apt/cache/archives/partial,deb,root}
    command -v apt-get >/dev/null || die "Odoo 19 is not here, and this system has no apt-get to fetch it" \
        "set ODOO_HOME to a folder with Odoo 19 (a source checkout will do)"
    python3 "$CCP_LIB/apt_sources.py" >"$work/apt/dev.sources" ||
        die "cannot find a package source for Odoo 19" "set ODOO_HOME to a folder with Odoo 19"
    local apt=(apt-get -q -o "Dir::Etc::sourcelist=$work/apt/dev.sources" -o Dir::Etc::sourceparts=-
        -o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=- -o "Dir::State::lists=$work/apt/lists"
        -o "Dir::Cache=$work/apt/cache" -o Acquire::Languages=none -o APT::Default-Release=
        -o APT::Update::Error-Mode=any)
    # Without this, apt drops its rights and then complains that it cannot write to our folder.
    [ "$(id -u)" != 0 ] || apt+=(-o APT::Sandbox::User=root)
    local mend=("is there a network? apt must reach the mirror of this system's own sources"
        "or set ODOO_HOME to a folder with Odoo 19 (a source checkout will do)")
    step "package lists for Odoo 19" "${apt[@]}" update || die "no package lists" "${mend[@]}"
    step "download Odoo 19 (120 MB)" in_folder "$work/deb" "${apt[@]}" download "${ODOO_PACKAGES[@]}" ||
        die "Odoo 19 could not be downloaded" "${mend[@]}"
    step "unpack Odoo 19" unpack_packages "$work" || die "Odoo 19 could not be unpacked" "is the disk full?"
    mend_odoo "$work"
    basename "$(ls "$work"/deb/odoo-19_*.deb)" .deb | cut -d_ -f2 >"$work/root/.complete"
    rm -rf "$CACHE/odoo-19"
    mv "$work/root" "$CACHE/odoo-19"
    rm -rf "$work"
}

in_folder() { (cd "$1" && "${@:2}"); }

unpack_packages() {
    local package
    for package in "$1"/deb/*.deb; do dpkg-deb -x "$package" "$1/root" || return 1; done
}

# Puts back what the distribution took out of Odoo: without these files every browser test fails.
mend_odoo() {
    local packages=$1/root/usr/lib/python3/dist-packages work=$1/npm
    local addons=$packages/odoo/addons
    ensure_npm
    mkdir -p "$work"
    step "fonts and scripts of Odoo's web client" npm_unpack "$work" font-awesome@4.7.0 \
        @mediapipe/selfie_segmentation@0.1.1675465747 ||
        die "npm could not fetch two packages" "is there a network? npm must reach its registry"
    local target
    for target in web/static/lib/fontawesome/fonts web/static/src/libs/fontawesome/fonts; do
        find "$addons/$target" -xtype l -delete
        cp "$work"/font-awesome-4*/fonts/* "$addons/$target/"
    done
    target=$addons/mail/static/lib/selfie_segmentation
    mkdir -p "$target"
    cp -n "$work"/mediapipe-*/selfie_segmentation.js "$target/"
    # Some of Odoo's own tests look for the start script beside the package.
    cat >"$packages/odoo-bin" <<'PY'
#!/usr/bin/env python3
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
PY
    chmod +x "$packages/odoo-bin"
}

ensure_npm() {
    command -v npm >/dev/null || need_packages "npm" npm
    export npm_config_cache=$CACHE/npm-cache npm_config_update_notifier=false npm_config_fund=false
}

# npm_unpack FOLDER PACKAGE…: each lands in a folder named after it.
npm_unpack() {
    local folder=$1 package archive
    shift
    for package in "$@"; do
        archive=$(cd "$folder" && npm pack --silent "$package") || return 1
        mkdir -p "$folder/${archive%.tgz}"
        tar -xzf "$folder/$archive" -C "$folder/${archive%.tgz}" --strip-components=1 || return 1
    done
}

# --- the set-up that Odoo is started with --------------------------------------------------------

# Odoo takes the addon's name from the folder, a checkout may have any: it is loaded through a link.
link_addon() {
    ADDON_FOLDER=$CACHE/addons/$CCP_HASH
    mkdir -p "$ADDON_FOLDER"
    ln -sfn "$CCP_ROOT" "$ADDON_FOLDER/$CCP_ADDON"
}

# Everything in a file, because Odoo's subcommands (shell, i18n, db) accept few options.
write_config() {
    link_addon
    ODOO_RC=$CACHE/conf/$CCP_HASH.conf
    local new
    new=$(mktemp "$CACHE/conf/XXXXXX")
    {
        echo "[options]"
        echo "addons_path = $ODOO_ADDONS,$ADDON_FOLDER"
        echo "data_dir = $DATA"
        echo "http_interface = 127.0.0.1"
        echo "list_db = False"
        [ -z "${PGHOST:-}" ] || echo "db_host = $PGHOST"
        [ -z "${PGPORT:-}" ] || echo "db_port = $PGPORT"
        [ -z "${PGUSER:-}" ] || echo "db_user = $PGUSER"
    } >"$new"
    mv "$new" "$ODOO_RC"
    export ODOO_RC
}

# prepare_odoo: after this, `odoo …` is Odoo's command line. PostgreSQL is up.
prepare_odoo() {
    ensure_python
    ensure_odoo
    ensure_postgres
    write_config
}

odoo() { "$PYTHON" "$CCP_LIB/launch_odoo.py" "$@"; }
