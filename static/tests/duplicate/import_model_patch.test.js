import { BaseImportModel } from "@base_import/import_model";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { Component, xml } from "@odoo/owl";
import { makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { useService } from "@web/core/utils/hooks";

defineMailModels();

/** A row that the server left out; `row` counts from the first row of its batch. */
function skipped(row, message) {
    return { type: "warning", field: "name", rows: { from: row, to: row }, message, skipped: true };
}

/** An import model whose server answers the batches one after the other. */
async function makeModel(batches) {
    class Host extends Component {
        static template = xml`<div/>`;
        static props = {};
        setup() {
            this.model = new BaseImportModel({
                env: this.env,
                context: {},
                orm: useService("orm"),
            });
        }
    }
    onRpc("base_import.import", "execute_import", ({ args }) => {
        expect.step(`from ${args[3].skip}`);
        const batch = batches.shift();
        if (batch instanceof Error) {
            throw batch;
        }
        return batch;
    });
    const { model } = await mountWithCleanup(Host);
    model.setResModel("res.partner");
    model.columns = [{ name: "Name", fieldInfo: { fieldPath: "name", type: "char" } }];
    return model;
}

/** What the page shows above the columns. */
function shown(model) {
    return model.importMessages.map(({ type, lines }) => [type, ...lines.map(String)]);
}

test("a test run lists what will be left out and is no failure", async () => {
    const model = await makeModel([
        { ids: [1, 2], messages: [skipped(1, "taken"), skipped(3, "no website")], nextrow: 0 },
    ]);
    const { res } = await model.executeImport(true, 1);
    expect.verifySteps(["from 0"]);
    expect(shown(model)).toEqual([
        [
            "warning",
            "Rows that will be left out: 2. The others can be imported.",
            "Line 3: taken",
            "Line 5: no website",
        ],
    ]);
    expect(res.hasError).toBe(false);
    expect(res.ids).toEqual([1, 2]);
});

test("an import lists what was left out and stays on the page", async () => {
    const model = await makeModel([{ ids: [1], messages: [skipped(0, "taken")], nextrow: 0 }]);
    const { res } = await model.executeImport(false, 1);
    expect.verifySteps(["from 0"]);
    expect(shown(model)).toEqual([
        ["warning", "Rows left out: 1. The others are imported.", "Line 2: taken"],
    ]);
    expect(res.ids).toEqual([1]);
    expect(res.hasError).toBe(true, { message: "the page is not left" });
    expect(res.nextrow).toBe(0, { message: "there is nothing to resume" });
});

test("lines of a file without column names", async () => {
    const model = await makeModel([{ ids: [1], messages: [skipped(0, "taken")], nextrow: 0 }]);
    model.importOptionsValues.has_headers.value = false;
    await model.executeImport(true, 1);
    expect.verifySteps(["from 0"]);
    expect(shown(model)[0].at(-1)).toBe("Line 1: taken");
});

test("rows left out do not stop the batches behind them", async () => {
    const model = await makeModel([
        { ids: [1], messages: [skipped(1, "first")], nextrow: 2 },
        { ids: [2, 3], messages: [], nextrow: 4 },
        { ids: [4], messages: [skipped(0, "third")], nextrow: 0 },
    ]);
    const progress = {};
    const { res } = await model.executeImport(false, 3, progress);
    expect.verifySteps(["from 0", "from 2", "from 4"]);
    expect(shown(model)).toEqual([
        ["warning", "Rows left out: 2. The others are imported.", "Line 3: first", "Line 6: third"],
    ]);
    expect(res.ids).toEqual([1, 2, 3, 4]);
    expect(progress.step).toBe(3);
});

test("an import that starts further down counts from the first line", async () => {
    const model = await makeModel([{ ids: [1], messages: [skipped(0, "taken")], nextrow: 0 }]);
    model.setOption("skip", 10);
    await model.executeImport(true, 1);
    expect.verifySteps(["from 10"]);
    expect(shown(model)[0].at(-1)).toBe("Line 12: taken");
});

test("a second run begins with an empty list", async () => {
    const model = await makeModel([
        { ids: [1], messages: [skipped(0, "taken")], nextrow: 0 },
        { ids: [1], messages: [], nextrow: 0 },
    ]);
    await model.executeImport(true, 1);
    const { res } = await model.executeImport(true, 1);
    expect.verifySteps(["from 0", "from 0"]);
    expect(shown(model)).toEqual([["info", "Everything seems valid."]]);
    expect(res.hasError).toBe(false);
});

test("nothing left out: as Odoo does it", async () => {
    const model = await makeModel([
        { ids: [1], messages: [], nextrow: 0 },
        { ids: [1], nextrow: 0 },
    ]);
    expect((await model.executeImport(true, 1)).res.hasError).toBe(false);
    expect(shown(model)).toEqual([["info", "Everything seems valid."]]);
    expect((await model.executeImport(false, 1)).res.hasError).toBe(false);
    expect(shown(model)).toEqual([]);
    expect.verifySteps(["from 0", "from 0"]);
});

test("a real error stays an error, beside the rows left out", async () => {
    const error = {
        type: "error",
        field: "email",
        rows: { from: 2, to: 2 },
        record: 2,
        message: "wrong address",
    };
    const model = await makeModel([
        { ids: false, messages: [skipped(0, "taken"), error], nextrow: 0 },
        { ids: [9], messages: [], nextrow: 0 },
    ]);
    const { res } = await model.executeImport(true, 2);
    expect.verifySteps(["from 0"]);
    expect(res.hasError).toBe(true);
    expect(shown(model)).toEqual([
        ["danger", "The file contains blocking errors (see below)"],
        ["danger", 'Error at row 2: "wrong address"'],
        ["warning", "Rows that will be left out: 1. The others can be imported.", "Line 2: taken"],
    ]);
});

test("a warning of Odoo's own is not taken for a row left out", async () => {
    const model = await makeModel([
        {
            ids: [1],
            messages: [{ type: "warning", rows: { from: 0, to: 0 }, record: 0, message: "odd" }],
            nextrow: 0,
        },
    ]);
    const { res } = await model.executeImport(true, 1);
    expect.verifySteps(["from 0"]);
    expect(res.hasError).toBe(true);
    expect(shown(model).flat()).not.toInclude("Line 2: odd");
});

test("a server that breaks is reported as Odoo does", async () => {
    const model = await makeModel([makeServerError({ message: "out of memory" })]);
    const { res } = await model.executeImport(false, 1);
    expect.verifySteps(["from 0"]);
    expect(res.hasError).toBe(true);
    expect(shown(model)).toHaveLength(1);
    expect(shown(model)[0][0]).toBe("danger");
});
