import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

/** Asks for a few words before a colleague is asked, or a case opened. */
export class CollisionNoteDialog extends Component {
    static template = "crm_customer_protection.CollisionNoteDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        label: String,
        confirmLabel: String,
        confirm: Function,
    };

    setup() {
        this.state = useState({ note: "", busy: false });
        useAutofocus();
    }

    async confirm() {
        this.state.busy = true;
        try {
            await this.props.confirm(this.state.note);
        } finally {
            this.props.close();
        }
    }
}
