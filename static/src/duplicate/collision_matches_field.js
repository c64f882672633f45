import { Component } from "@odoo/owl";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The customers that a collision analysis found: whose they are and since when free, no contact data.
 * Takes what `res.partner.find_duplicates` returns.
 */
export class CollisionMatchesField extends Component {
    static template = "crm_customer_protection.CollisionMatchesField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get matches() {
        return this.props.record.data[this.props.name] || [];
    }

    kindLabel(match) {
        return {
            same: _t("Same name"),
            likely: _t("Likely the same"),
            similar: _t("Similar"),
            related: _t("Related"),
        }[match.kind];
    }

    kindClass(match) {
        return {
            same: "text-bg-danger",
            likely: "text-bg-warning",
            similar: "text-bg-info",
            related: "text-bg-light",
        }[match.kind];
    }

    stateLabel(match) {
        if (!match.active) {
            return _t("Deactivated");
        }
        return {
            protected: _t("Protected"),
            public: _t("Public"),
            exempt: _t("Exempt"),
        }[match.protection_state];
    }

    until(match) {
        return match.protected_until ? formatDate(deserializeDate(match.protected_until)) : "";
    }

    reasons(match) {
        return formatList(match.reasons);
    }

    open(match) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: match.id,
            views: [[false, "form"]],
        });
    }
}

export const collisionMatchesField = {
    component: CollisionMatchesField,
    displayName: _t("Collision analysis"),
    supportedTypes: ["json"],
};

registry.category("fields").add("collision_matches", collisionMatchesField);
