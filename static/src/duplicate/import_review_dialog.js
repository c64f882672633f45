import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import * as labels from "./collision_match_labels";

const PAGE = 40;

/**
 * The rows of a file that look like a customer or like a row further up: each is accepted, with a reason
 * where the rule asks for one, or dropped.
 */
export class ImportReviewDialog extends Component {
    static template = "crm_customer_protection.ImportReviewDialog";
    static components = { Dialog, Pager };
    static props = {
        close: Function,
        rows: Array,
        known: Object,
        firstLine: Number,
        confirm: Function,
    };

    setup() {
        Object.assign(this, labels);
        this.state = useState({
            rows: this.props.rows.map((row) => ({ ...row, ...this.getFirstDecision(row) })),
            shown: "all",
            offset: 0,
            reason: "",
        });
    }

    getFirstDecision({ row, name, needed, reason }) {
        const known = this.props.known[row];
        if (needed === "drop") {
            return { accept: false, reason: "" };
        }
        if (known?.name === name) {
            return { accept: known.accept, reason: known.reason };
        }
        return { accept: needed === "nothing" || Boolean(reason) || null, reason };
    }

    // -- what is shown ---------------------------------------------------------------------------

    /** Of what kind a row is, so that all of a kind can be decided at once. */
    getKind(row) {
        if (row.needed === "drop") {
            return "drop";
        }
        return row.matches[0]?.row === undefined ? row.kind : "file";
    }

    get kinds() {
        const titles = {
            all: _t("All"),
            likely: _t("Likely the same"),
            similar: _t("Similar"),
            file: _t("Twice in the file"),
            drop: _t("Not allowed"),
        };
        return Object.entries(titles)
            .map(([kind, title]) => ({ kind, title, count: this.getRows(kind).length }))
            .filter(({ count }) => count);
    }

    getRows(kind) {
        return this.state.rows.filter((row) => kind === "all" || this.getKind(row) === kind);
    }

    get rows() {
        return this.getRows(this.state.shown);
    }

    get page() {
        return this.rows.slice(this.state.offset, this.state.offset + PAGE);
    }

    get pagerProps() {
        return {
            offset: this.state.offset,
            limit: PAGE,
            total: this.rows.length,
            isEditable: false,
            onUpdate: ({ offset }) => {
                this.state.offset = offset;
            },
        };
    }

    get hasPages() {
        return this.rows.length > PAGE;
    }

    show(kind) {
        this.state.shown = kind;
        this.state.offset = 0;
    }

    lineLabel({ row }) {
        return _t("Line %(line)s", { line: row + this.props.firstLine });
    }

    twinLabel({ row }) {
        return _t("Line %(line)s of the file", { line: row + this.props.firstLine });
    }

    /** In percent. Only the same name is certain. */
    score(match) {
        return match.kind === "same" ? 100 : Math.min(99, Math.round(match.score * 100));
    }

    // -- what is decided -------------------------------------------------------------------------

    get needsReasons() {
        return this.rows.some((row) => row.needed === "reason");
    }

    decide(row, accept) {
        row.accept = accept;
    }

    decideAll(accept) {
        for (const row of this.rows) {
            if (row.needed === "drop") {
                continue;
            }
            row.accept = accept;
            if (accept && !row.reason.trim()) {
                row.reason = this.state.reason;
            }
        }
    }

    isDecided(row) {
        return row.accept === false || (row.accept && this.hasReason(row));
    }

    hasReason(row) {
        return row.needed === "nothing" || Boolean(row.reason.trim());
    }

    get openCount() {
        return this.state.rows.filter((row) => !this.isDecided(row)).length;
    }

    get droppedCount() {
        return this.state.rows.filter((row) => row.accept === false).length;
    }

    confirm() {
        this.props.confirm(
            Object.fromEntries(
                this.state.rows.map(({ row, name, accept, reason }) => [
                    row,
                    { name, accept, reason: reason.trim() },
                ])
            )
        );
        this.props.close();
    }
}
