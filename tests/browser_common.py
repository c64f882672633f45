"""What the tests through HTTP and in the browser share."""

from odoo.tools import mute_logger

CLICK_EVERYTHING = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('crm.crm_menu_root');"
)


class ClickEverything:
    """Mixin for HttpCase: opens every menu item, view and filter of the CRM app."""

    def click_everything(self, login):
        self.browser_js(
            "/odoo",
            CLICK_EVERYTHING,
            "odoo.isReady === true",
            login=login,
            timeout=400,
            success_signal="clickbot test succeeded",
        )


class WebCalls:
    """Mixin for HttpCase: calls as the web client does."""

    # Loggers that write of each refusal.
    quiet = ("odoo.http", "odoo.sql_db")

    def call(self, model, method, *args, **kwargs):
        """Call as the web client does.

        :return: (result or None, error dict or None)
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger(*self.quiet):
            answer = self.url_open(
                "/web/dataset/call_kw", json={"jsonrpc": "2.0", "method": "call", "params": params}
            ).json()
        return answer.get("result"), answer.get("error", {}).get("data")
