# shellcheck shell=bash
# A browser for the tours and the JavaScript tests, and a font for Chinese.

ensure_browser() {
    local name found=
    # The names under which Odoo's own test runner looks for it.
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        if command -v "$name" >/dev/null; then found=1; fi
    done
    [ -n "$found" ] || need_packages "a browser (chromium)" chromium
    # Without a CJK font Chinese is drawn as boxes, and text has another width.
    if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh family 2>/dev/null)" ]; then
        need_packages "a font with Chinese characters" fonts-noto-cjk fontconfig
    fi
}
