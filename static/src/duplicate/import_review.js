import { ImportAction } from "@base_import/import_action/import_action";
import { ImportDataProgress } from "@base_import/import_data_progress/import_data_progress";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { ImportReviewDialog } from "./import_review_dialog";

/**
 * Before customers are imported, or tested, the rows that look like a customer or like another row are
 * shown, and accepted or dropped. The server keeps the rules: a row without a decision is an error.
 */
patch(ImportAction.prototype, {
    setup() {
        super.setup(...arguments);
        this.dialog = useService("dialog");
    },

    async handleFilesUpload() {
        this.model.duplicateDecisions = {};
        return super.handleFilesUpload(...arguments);
    },

    async handleImport(isTest = true) {
        if (this.resModel !== "res.partner") {
            return super.handleImport(...arguments);
        }
        const rows = await this.findSuspiciousRows();
        if (!rows || !(await this.reviewSuspiciousRows(rows, isTest))) {
            return;
        }
        await super.handleImport(...arguments);
        const summary = this.model.getImportSummary();
        if (!isTest && summary) {
            this.notification.add(summary, { type: "info", sticky: true });
        }
    },

    /** The suspicious rows of the whole file, or null where the user stopped the search. */
    async findSuspiciousRows() {
        const progress = this.state.importProgress;
        progress.step = 1;
        progress.value = 0;
        this.model.block(
            _t("Looking for duplicates"),
            this.isBatched
                ? {
                      class: ImportDataProgress,
                      props: {
                          stopImport: () => this.stopImport(),
                          totalSteps: this.totalSteps,
                          importProgress: progress,
                      },
                  }
                : undefined
        );
        try {
            return await this.model.findSuspiciousRows(this.totalSteps, progress);
        } finally {
            this.model.unblock();
        }
    },

    /** Whether the import goes on: a test shows all rows again, an import those without a decision. */
    async reviewSuspiciousRows(rows, isTest) {
        const known = this.model.duplicateDecisions || {};
        const isDecided = ({ row, name, needed }) =>
            needed === "nothing" || known[row]?.name === name;
        if (!rows.length || (!isTest && rows.every(isDecided))) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ImportReviewDialog,
                {
                    rows,
                    known,
                    firstLine: this.importOptions.has_headers ? 2 : 1,
                    confirm: (decisions) => {
                        this.model.duplicateDecisions = decisions;
                        resolve(true);
                    },
                },
                { onClose: () => resolve(false) }
            );
        });
    },
});
