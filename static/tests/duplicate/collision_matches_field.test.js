import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    defineParams,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

/** A match as `res.partner.find_duplicates` returns it. */
function match(values = {}) {
    return {
        kind: "same",
        score: 1,
        reasons: ["same registered name"],
        name: "Lumber Trading (Shenzhen) Co., Ltd.",
        owner: "Mitchell Admin",
        team: "Direct Sales",
        protection_state: "protected",
        protected_until: "2027-01-31",
        can_claim: false,
        active: true,
        ...values,
    };
}

class Check extends models.Model {
    _name = "test.check";
    matches = fields.Json();

    _records = [];
}

defineMailModels();
defineModels([Check]);

async function mountMatches(matches) {
    Check._records = [{ id: 1, matches }];
    await mountView({
        type: "form",
        resModel: "test.check",
        resId: 1,
        arch: `<form><field name="matches" widget="collision_matches"/></form>`,
    });
}

const ITEM = ".o_collision_matches .list-group-item";

test("what is said of a match", async () => {
    await mountMatches([match({ reasons: ["same registered name", "same phone number"] })]);
    expect(ITEM).toHaveCount(1);
    expect(`${ITEM} .fw-bold`).toHaveText("Lumber Trading (Shenzhen) Co., Ltd.");
    expect(`${ITEM} .fw-bold + .small`).toHaveText("same registered name and same phone number");
    expect(`${ITEM} .o_collision_owner > div:first`).toHaveText("Mitchell Admin · Direct Sales");
    expect(`${ITEM} .o_collision_owner > div:last`).toHaveText("Protected until 01/31/2027");
    expect(`${ITEM} button`).toHaveCount(0, { message: "no way to what may not be read" });
});

test("each kind has its label and colour", async () => {
    await mountMatches(["same", "likely", "similar", "related"].map((kind) => match({ kind })));
    expect(queryAllTexts(`${ITEM} .badge`)).toEqual([
        "Same name",
        "Likely the same",
        "Similar",
        "Related",
    ]);
    expect(`${ITEM}:eq(0) .badge`).toHaveClass("text-bg-danger");
    expect(`${ITEM}:eq(1) .badge`).toHaveClass("text-bg-warning");
    expect(`${ITEM}:eq(2) .badge`).toHaveClass("text-bg-info");
    expect(`${ITEM}:eq(3) .badge`).toHaveClass("text-bg-light");
});

test("each state, and deactivated before all of them", async () => {
    await mountMatches([
        match({ protected_until: false }),
        match({ protection_state: "public", protected_until: false }),
        match({ protection_state: "exempt", protected_until: false }),
        match({ active: false, protected_until: false }),
        match({ active: false, protection_state: "public", protected_until: false }),
    ]);
    expect(queryAllTexts(`${ITEM} .o_collision_owner > div:last-child`)).toEqual([
        "Protected",
        "Public",
        "Exempt",
        "Deactivated",
        "Deactivated",
    ]);
});

test("the date stands as the person's language has it", async () => {
    defineParams({ lang_parameters: { date_format: "%d.%m.%Y" } });
    await mountMatches([match()]);
    expect(`${ITEM} .o_collision_owner > div:last`).toHaveText("Protected until 31.01.2027");
});

test("without an owner, without a team", async () => {
    await mountMatches([
        match({ owner: false, team: false, protection_state: "public", protected_until: false }),
        match({ team: false }),
    ]);
    expect(`${ITEM}:eq(0) .o_collision_owner > div:first`).toHaveText("No owner");
    expect(`${ITEM}:eq(0) .fa-user-o`).toHaveCount(0);
    expect(`${ITEM}:eq(1) .o_collision_owner > div:first`).toHaveText("Mitchell Admin");
});

test("opens what may be read, and only that", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
    });
    await mountMatches([match(), match({ id: 42, name: "Readable Ltd" })]);
    expect(`${ITEM} button`).toHaveCount(1);
    await contains(`${ITEM}:contains(Readable Ltd) button`).click();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: 42,
            views: [[false, "form"]],
        },
    ]);
});

test("names are text, never markup", async () => {
    await mountMatches([match({ name: "<img src=x onerror=alert(1)> & Co", owner: "<b>me</b>" })]);
    expect(`${ITEM} .fw-bold`).toHaveText("<img src=x onerror=alert(1)> & Co");
    expect(`${ITEM} img, ${ITEM} b`).toHaveCount(0);
});

test("nothing found", async () => {
    await mountMatches([]);
    expect(".o_field_collision_matches .o_collision_matches").toHaveCount(1);
    expect(ITEM).toHaveCount(0);
});

test("nothing asked yet", async () => {
    await mountMatches(false);
    expect(ITEM).toHaveCount(0);
});
