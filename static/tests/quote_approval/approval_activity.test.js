import {
    click,
    contains,
    defineMailModels,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import { describe, test } from "@odoo/hoot";
import { asyncStep, onRpc, serverState, waitForSteps } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

async function openWithActivity(prepare = () => ({})) {
    const pyEnv = await startServer();
    const id = pyEnv["res.partner"].create({ name: "S00042" });
    pyEnv["mail.activity"].create({
        activity_category: "quote_approval",
        can_write: true,
        res_id: id,
        res_model: "res.partner",
        user_id: serverState.userId,
        ...prepare(pyEnv),
    });
    for (const name of ["action_approve", "action_reject"]) {
        onRpc("res.partner", name, ({ args }) => {
            asyncStep(`${name} ${args[0]}`);
            return false;
        });
    }
    await start();
    await openFormView("res.partner", id, { arch: "<form><sheet/><chatter/></form>" });
    await contains(".o-mail-Activity");
    return id;
}

test("the to-do of an approver offers the decision, not to be marked done", async () => {
    const id = await openWithActivity();
    await contains(".o-mail-Activity-markDone", { count: 0 });
    await contains(".o-mail-Activity-edit", { count: 0 });
    await click(".o_activity_approve");
    await waitForSteps([`action_approve ${id}`]);
    await click(".o_activity_reject");
    await waitForSteps([`action_reject ${id}`]);
});

test("who is not asked is offered nothing", async () => {
    await openWithActivity((pyEnv) => ({
        user_id: pyEnv["res.users"].create({ name: "Leader" }),
    }));
    await contains(".o_activity_approve", { count: 0 });
    await contains(".o-mail-Activity-markDone", { count: 0 });
});

test("other to-dos are as they were", async () => {
    await openWithActivity(() => ({ activity_category: "default" }));
    await contains(".o-mail-Activity-markDone");
    await contains(".o_activity_approve", { count: 0 });
});
