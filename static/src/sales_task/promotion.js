import { _t } from "@web/core/l10n/translation";

/**
 * Opens the promotion dialog for a sales task.
 *
 * @param {Object} action the action service
 * @param {number} leadId
 * @param {number} stageId the stage that was aimed at
 * @returns {Promise} resolved when the dialog is closed, whatever was done in it
 */
export function openPromotion(action, leadId, stageId) {
    return new Promise((resolve, reject) => {
        action
            .doAction(
                {
                    type: "ir.actions.act_window",
                    name: _t("Promote"),
                    res_model: "crm.stage.promotion",
                    views: [[false, "form"]],
                    target: "new",
                    context: { default_lead_ids: [leadId], default_stage_id: stageId },
                },
                { onClose: resolve }
            )
            .catch(reject);
    });
}
