import { BaseImportModel } from "@base_import/import_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/**
 * Rows that cannot become customers are left out by the server, which says why of each (`skipped`).
 * They must neither stop the rows behind them nor count as a failure of the import: they are listed
 * with their line in the file when all is done.
 */
patch(BaseImportModel.prototype, {
    async executeImport(isTest) {
        this.skippedRows = [];
        const result = await super.executeImport(...arguments);
        if (this.skippedRows.length) {
            const title = isTest
                ? _t(
                      "Rows that will be left out: %s. The others can be imported.",
                      this.skippedRows.length
                  )
                : _t("Rows left out: %s. The others are imported.", this.skippedRows.length);
            this.importMessages = this.importMessages.filter(({ type }) => type !== "info");
            this._addMessage("warning", [title, ...this.skippedRows]);
            // Stay on the page, so that the report can be read.
            result.res.hasError = !isTest || result.res.hasError;
        }
        return result;
    },

    async _callImport() {
        const firstLine = (this.importOptions.skip || 0) + (this.importOptions.has_headers ? 2 : 1);
        const result = await super._callImport(...arguments);
        const messages = result.messages || [];
        const skipped = messages.filter((message) => message.skipped);
        if (skipped.length) {
            result.messages = messages.filter((message) => !message.skipped);
            for (const { rows, message } of skipped) {
                this.skippedRows.push(
                    _t("Line %(line)s: %(reason)s", {
                        line: rows.from + firstLine,
                        reason: message,
                    })
                );
            }
        }
        return result;
    },
});
