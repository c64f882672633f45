import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import * as labels from "./collision_match_labels";
import { CollisionNoteDialog } from "./collision_note_dialog";
import { useLiveJudgement } from "./live_judgement";

/**
 * The customers that a collision analysis found: whose they are and until when, no contact data, and
 * what can be done about it. Takes what `res.partner.find_duplicates` returns. Listens to what is typed
 * into the form, so that it answers before anything is saved.
 */
export class CollisionMatchesField extends Component {
    static template = "crm_customer_protection.CollisionMatchesField";
    static props = { ...standardFieldProps, isLive: { type: Boolean, optional: true } };
    static defaultProps = { isLive: true };

    setup() {
        Object.assign(this, labels);
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.root = useRef("root");
        if (this.props.isLive) {
            useLiveJudgement(this.root);
        }
    }

    get matches() {
        return this.props.record.data[this.props.name] || [];
    }

    /** Somebody else has it: that person can be asked, and the back office can decide. */
    isTheirs(match) {
        return match.owner && match.owner !== user.name && match.active;
    }

    async claim(match) {
        // By its name: what lies in a pool that hides it has no id to whom does not see it.
        return this.action.doAction(
            await this.orm.call("res.partner", "action_claim_found", [match.name])
        );
    }

    ask(match) {
        return this.sendNote(match, {
            title: _t("Ask %(owner)s", { owner: match.owner }),
            label: _t("%(owner)s reads this as a task.", { owner: match.owner }),
            confirmLabel: _t("Ask"),
            model: "res.partner",
            method: "action_ask_owner",
        });
    }

    openCase(match) {
        return this.sendNote(match, {
            title: _t("Open a Case"),
            label: _t("Say why the customer is yours. The back office decides."),
            confirmLabel: _t("Open a Case"),
            model: "crm.collision.case",
            method: "action_open_for",
        });
    }

    sendNote(match, { model, method, ...props }) {
        this.dialog.add(CollisionNoteDialog, {
            ...props,
            confirm: async (note) =>
                this.action.doAction(await this.orm.call(model, method, [match.name, note])),
        });
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
    // What is found of a record that is stored is not asked again while somebody types.
    extractProps: ({ options }) => ({ isLive: options.live !== false }),
};

registry.category("fields").add("collision_matches", collisionMatchesField);
