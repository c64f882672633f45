import { BaseImportModel } from "@base_import/import_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/**
 * Rows that cannot become customers are left out by the server, which says why of each (`skipped`).
 * They must neither stop the rows behind them nor count as a failure of the import: they are listed
 * with their line in the file when all is done.
 */
patch(BaseImportModel.prototype, {
    /** What was decided of suspicious rows goes with the file: see `import_review`. */
    get formattedImportOptions() {
        const options = super.formattedImportOptions;
        if (Object.keys(this.duplicateDecisions || {}).length) {
            options.duplicate_decisions = this.duplicateDecisions;
        }
        return options;
    },

    /**
     * @returns {Promise<Object[]|null>} the suspicious rows of all batches; null where it was stopped
     */
    async findSuspiciousRows(totalSteps, progress) {
        const fields = this.columns.map(
            ({ fieldInfo }) => Boolean(fieldInfo) && fieldInfo.fieldPath
        );
        const columns = this.columns.map(({ name }) => name.trim().toLowerCase());
        const rows = [];
        let skip = parseInt(this.importOptions.skip) || 0;
        this.handleInterruption = false;
        for (let step = 1; step <= totalSteps; step++) {
            const found = await this.orm.silent.call(
                "base_import.import",
                "find_suspicious_rows",
                [this.id, fields, columns, { ...this.formattedImportOptions, skip }],
                { context: this.context }
            );
            if (this.handleInterruption) {
                return null;
            }
            rows.push(...found.rows);
            skip = found.nextrow;
            if (!skip) {
                break;
            }
            progress.step = step + 1;
            progress.value = Math.round((100 * step) / totalSteps);
        }
        return rows;
    },

    /** What became of the rows, or an empty text where no row was suspicious. */
    getImportSummary() {
        const { imported, accepted, dropped } = this.duplicateCounts;
        if (!accepted && !dropped) {
            return "";
        }
        return _t(
            "Imported: %(imported)s. Of them accepted although they look like others: %(accepted)s. Dropped: %(dropped)s.",
            { imported, accepted, dropped }
        );
    },

    async executeImport(isTest) {
        this.skippedRows = [];
        this.duplicateCounts = { imported: 0, accepted: 0, dropped: 0 };
        const result = await super.executeImport(...arguments);
        const summary = this.getImportSummary();
        if (isTest && summary) {
            this._addMessage("info", [summary]);
        }
        if (this.skippedRows.length) {
            const title = isTest
                ? _t(
                      "Rows that will be left out: %s. The others can be imported.",
                      this.skippedRows.length
                  )
                : _t("Rows left out: %s. The others are imported.", this.skippedRows.length);
            this.importMessages = this.importMessages.filter(
                ({ type, lines }) => type !== "info" || lines[0] === summary
            );
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
        if (result.ids && this.duplicateCounts) {
            this.duplicateCounts.imported += result.ids.length;
            this.duplicateCounts.accepted += result.duplicates?.accepted || 0;
            this.duplicateCounts.dropped += result.duplicates?.dropped || 0;
        }
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
