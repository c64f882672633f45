import { readAddress, writeAddress } from "@crm_customer_protection/work_record/team_work/address";
import {
    describeColumn,
    describePeriod,
    getCustomPeriod,
    getPeriod,
    shiftPeriod,
    UNITS,
} from "@crm_customer_protection/work_record/team_work/period";
import {
    getDomain,
    getLevel,
    getMost,
} from "@crm_customer_protection/work_record/team_work/summary";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

describe.current.tags("headless");

const days = ({ first, last }) => [first, last];

describe("periods", () => {
    beforeEach(() => patchWithCleanup(localization, { weekStart: 1 }));

    test("each unit around a day", () => {
        expect(UNITS.map((unit) => days(getPeriod(unit, "2026-05-13")))).toEqual([
            ["2026-05-13", "2026-05-13"],
            ["2026-05-11", "2026-05-17"],
            ["2026-05-01", "2026-05-31"],
            ["2026-04-01", "2026-06-30"],
            ["2026-01-01", "2026-12-31"],
        ]);
    });

    test("a week begins when the language says", () => {
        expect(days(getPeriod("week", "2026-05-17"))).toEqual(["2026-05-11", "2026-05-17"]);
        patchWithCleanup(localization, { weekStart: 7 });
        expect(days(getPeriod("week", "2026-05-17"))).toEqual(["2026-05-17", "2026-05-23"]);
    });

    test("forth and back is where one was", () => {
        for (const unit of UNITS) {
            for (const day of ["2024-02-29", "2025-12-31", "2026-03-29", "2026-10-25"]) {
                const period = getPeriod(unit, day);
                const next = shiftPeriod(period, 1);
                expect(next.first > period.last).toBe(true);
                expect(shiftPeriod(next, -1)).toEqual(period);
            }
        }
    });

    test("months of different lengths", () => {
        const january = getPeriod("month", "2026-01-31");
        expect(days(shiftPeriod(january, 1))).toEqual(["2026-02-01", "2026-02-28"]);
        expect(days(shiftPeriod(january, -1))).toEqual(["2025-12-01", "2025-12-31"]);
    });

    test("chosen days move by their number, and stand in order", () => {
        const period = getCustomPeriod("2026-03-10", "2026-03-01");
        expect(days(period)).toEqual(["2026-03-01", "2026-03-10"]);
        expect(days(shiftPeriod(period, 1))).toEqual(["2026-03-11", "2026-03-20"]);
        expect(days(shiftPeriod(period, -1))).toEqual(["2026-02-19", "2026-02-28"]);
    });

    test("names", () => {
        allowTranslations();
        const names = UNITS.map((unit) => describePeriod(getPeriod(unit, "2026-05-13")));
        expect(names[0]).toMatch(/13/);
        expect(names[2]).toMatch(/May/);
        expect(names[3]).toMatch(/2.*2026/);
        expect(names[4]).toBe("2026");
        expect(describeColumn(["2026-05-16", "2026-05-16"], "day").isWeekend).toBe(true);
        expect(describeColumn(["2026-05-15", "2026-05-15"], "day").isWeekend).toBe(false);
        expect(describeColumn(["2026-05-11", "2026-05-17"], "week").name).toMatch(/20/);
    });
});

describe("numbers", () => {
    const summary = {
        domain: [["user_id", "in", [1, 2]]],
        columns: [
            ["2026-05-11", "2026-05-11"],
            ["2026-05-12", "2026-05-12"],
        ],
        measures: { done: [["state", "=", "done"]] },
        people: [{ cells: { 0: { done: 3 }, 1: { open: 9 } } }, { cells: {} }],
    };

    test("the domain of a number holds all that it depends on", () => {
        expect(getDomain(summary, "done")).toEqual([
            ["user_id", "in", [1, 2]],
            ["state", "=", "done"],
        ]);
        expect(getDomain(summary, "done", { column: 0, person: 2, kind: 5, customer: 7 })).toEqual([
            ["user_id", "in", [1, 2]],
            ["state", "=", "done"],
            ["day", ">=", "2026-05-11"],
            ["day", "<=", "2026-05-11"],
            ["user_id", "=", 2],
            ["kind_id", "=", 5],
            ["partner_id", "=", 7],
        ]);
    });

    test("how busy a cell is", () => {
        expect(getMost(summary)).toBe(3);
        expect(getMost({ people: [] })).toBe(1);
        expect([undefined, 0, 1, 2, 3].map((done) => getLevel(done, 3))).toEqual([0, 0, 2, 3, 4]);
        expect(getLevel(1, 100)).toBe(1);
    });
});

describe("address", () => {
    test("there and back", () => {
        const choice = { period: getPeriod("month", "2026-05-13"), team: 3, person: 9, days: 60 };
        expect(readAddress(writeAddress(choice))).toEqual(choice);
    });

    test("what is no address of a period", () => {
        const address = writeAddress({ period: getPeriod("day", "2026-05-13"), days: 30 });
        expect(readAddress({})).toBe(undefined);
        expect(readAddress({ ...address, work_unit: "century" })).toBe(undefined);
        expect(readAddress({ ...address, work_from: "yesterday" })).toBe(undefined);
        const choice = readAddress({ ...address, work_team: "x", work_person: -1, work_days: "y" });
        expect(choice).toEqual({
            period: getPeriod("day", "2026-05-13"),
            team: false,
            person: false,
            days: 30,
        });
    });
});
