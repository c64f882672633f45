import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";

const isApproval = (activity) => activity.activity_category === "quote_approval";
const isMine = (activity) => activity.user_id?.id === user.userId;

/**
 * Decide from a to-do, instead of marking it done.
 *
 * @param {Object} env
 * @param {Object} activity
 * @param {"action_approve" | "action_reject"} name
 * @param {Function} onClose called once it is decided, or the dialog is closed
 */
function decide(env, activity, name, onClose) {
    return env.services.action.doActionButton({
        type: "object",
        name,
        resModel: activity.res_model,
        resId: activity.res_id,
        resIds: [activity.res_id],
        context: {},
        buttonContext: {},
        onClose,
    });
}

patch(Activity.prototype, {
    get isApproval() {
        return isApproval(this.props.activity);
    },

    get canDecide() {
        return isMine(this.props.activity);
    },

    async onClickDecide(name) {
        const thread = this.thread;
        await decide(this.env, this.props.activity, name, async () => {
            this.props.onActivityChanged(thread);
            this.props.reloadParentView();
            await thread.fetchNewMessages();
        });
    },
});

patch(ActivityListPopoverItem.prototype, {
    get isApproval() {
        return isApproval(this.props.activity) && this.props.activity.state !== "done";
    },

    get canDecide() {
        return this.isApproval && isMine(this.props.activity);
    },

    get hasMarkDoneButton() {
        return super.hasMarkDoneButton && !this.isApproval;
    },

    get hasEditButton() {
        return super.hasEditButton && !this.isApproval;
    },

    get hasCancelButton() {
        return super.hasCancelButton && !this.isApproval;
    },

    onClickDecide(name) {
        return decide(this.env, this.props.activity, name, () => this.props.onActivityChanged?.());
    },
});
