import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";

/** The words for one of the customers that `res.partner.find_duplicates` returns. */

export function kindLabel(match) {
    return {
        same: _t("Same name"),
        likely: _t("Likely the same"),
        similar: _t("Similar"),
        related: _t("Related"),
    }[match.kind];
}

export function kindClass(match) {
    return {
        same: "text-bg-danger",
        likely: "text-bg-warning",
        similar: "text-bg-info",
        related: "text-bg-light",
    }[match.kind];
}

export function stateLabel(match) {
    if (!match.active) {
        return _t("Deactivated");
    }
    return {
        protected: _t("Protected"),
        public: _t("Public"),
        exempt: _t("Exempt"),
    }[match.protection_state];
}

export function until(match) {
    return match.protected_until ? formatDate(deserializeDate(match.protected_until)) : "";
}

export function reasons(match) {
    return formatList(match.reasons);
}
