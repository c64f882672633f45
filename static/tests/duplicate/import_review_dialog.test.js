import { ImportReviewDialog } from "@crm_customer_protection/duplicate/import_review_dialog";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { contains, getService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

defineMailModels();

/** A suspicious row as `find_suspicious_rows` returns it. */
function row(number, values = {}) {
    return {
        row: number,
        name: `Row ${number} Ltd`,
        needed: "reason",
        kind: "likely",
        reason: "",
        matches: [
            {
                kind: "likely",
                score: 0.82,
                reasons: ["same brand lumber"],
                name: "Lumber Ltd",
                owner: "Mitchell Admin",
                protection_state: "protected",
                protected_until: "2027-01-31",
                active: true,
            },
        ],
        ...values,
    };
}

/** The same, of a row that is like the first one of the file. */
function twin(number) {
    const match = { kind: "similar", score: 0.2, reasons: [], name: "Row 0 Ltd", row: 0 };
    return row(number, { kind: "similar", matches: [match] });
}

async function openDialog(rows, known = {}) {
    await mountWithCleanup(MainComponentsContainer);
    getService("dialog").add(
        ImportReviewDialog,
        {
            rows,
            known,
            firstLine: 2,
            confirm: (decisions) => expect.step(JSON.stringify(decisions)),
        },
        { onClose: () => expect.step("closed") }
    );
    await animationFrame();
}

const ROW = (number) => `.o_import_review_row[data-row='${number}']`;
const GO_ON = ".modal-footer .btn-primary";

test("what is said of a row", async () => {
    await openDialog([row(3), twin(5)]);
    expect(`${ROW(3)} .badge:first`).toHaveText("Line 5");
    expect(`${ROW(3)} .rounded-pill`).toHaveText("Likely the same 82%");
    expect(ROW(3)).toHaveText(/Mitchell Admin · Protected until 01\/31\/2027/);
    expect(ROW(5)).toHaveText(/Line 2 of the file/);
    expect(GO_ON).not.toBeEnabled();
});

test("a row is accepted with a reason or dropped", async () => {
    await openDialog([row(3), row(4)]);
    await contains(`${ROW(3)} button:first`).click();
    await contains(`${ROW(4)} button:last`).click();
    expect(GO_ON).not.toBeEnabled();
    await contains(`${ROW(3)} input`).edit("  Sister ", { confirm: false });
    expect(GO_ON).toBeEnabled();
    await contains(GO_ON).click();
    expect.verifySteps([
        JSON.stringify({
            3: { name: "Row 3 Ltd", accept: true, reason: "Sister" },
            4: { name: "Row 4 Ltd", accept: false, reason: "" },
        }),
        "closed",
    ]);
});

test("what is not allowed can only be dropped", async () => {
    await openDialog([row(3, { needed: "drop" })]);
    expect(`${ROW(3)} button`).toHaveCount(0);
    await contains("button:contains(Accept These)").click();
    expect(`${ROW(3)}.opacity-75`).toHaveCount(1);
    await contains(GO_ON).click();
    expect.verifySteps([
        JSON.stringify({ 3: { name: "Row 3 Ltd", accept: false, reason: "" } }),
        "closed",
    ]);
});

test("all of a kind at once", async () => {
    await openDialog([row(3), twin(5), twin(6)]);
    await contains("button[data-kind='file']").click();
    expect(".o_import_review_row").toHaveCount(2);
    await contains(".o_import_review_reason").edit("Branches", { confirm: false });
    await contains("button:contains(Accept These)").click();
    await contains("button[data-kind='all']").click();
    expect(".modal-footer").toHaveText(/Still to decide: 1/);
    await contains("button[data-kind='likely']").click();
    await contains("button:contains(Drop These)").click();
    await contains(GO_ON).click();
    expect.verifySteps([
        JSON.stringify({
            3: { name: "Row 3 Ltd", accept: false, reason: "" },
            5: { name: "Row 5 Ltd", accept: true, reason: "Branches" },
            6: { name: "Row 6 Ltd", accept: true, reason: "Branches" },
        }),
        "closed",
    ]);
});

test("what was decided before stands there, of the same name only", async () => {
    const decision = { accept: true, reason: "Sister" };
    await openDialog([row(3), row(4), row(5, { needed: "nothing" }), row(6, { reason: "File" })], {
        3: { ...decision, name: "Row 3 Ltd" },
        4: { ...decision, name: "Another Ltd" },
    });
    expect(`${ROW(3)} input`).toHaveValue("Sister");
    expect(`${ROW(4)} input`).toHaveCount(0);
    expect(`${ROW(5)} .btn-success`).toHaveCount(1);
    expect(`${ROW(6)} input`).toHaveValue("File");
    expect(".modal-footer").toHaveText(/Still to decide: 1/);
});

test("ten thousand rows come in pages", async () => {
    await openDialog([...Array(10000).keys()].map((number) => row(number)));
    expect(".o_import_review_row").toHaveCount(40);
    await contains(".o_pager_next").click();
    expect(".o_import_review_row:first .badge:first").toHaveText("Line 42");
    await contains("button:contains(Drop These)").click();
    expect(".modal-footer").toHaveText(/Dropped: 10000/);
});
