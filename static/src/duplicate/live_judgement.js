import { onWillUnmount, useEffect } from "@odoo/owl";

/** What is typed into these is evidence. */
const EVIDENCE = ["name", "registered_name", "vat", "phone", "email", "website"];
const NAMES = ["name", "registered_name"];
const PAUSE = 350;
const HAN = /\p{Script=Han}/gu;

/** From three Chinese characters or four letters on a name says something. */
export function isTelling(field, text) {
    const value = text.trim();
    if (!value || !NAMES.includes(field)) {
        return true;
    }
    return (value.match(HAN) || []).length >= 3 || value.replace(/[^\p{L}\p{N}]/gu, "").length >= 4;
}

/**
 * Hands what is typed over to the record at each pause, as leaving the field does: its onchange judges,
 * and nothing is saved.
 *
 * @param {Ref<HTMLElement>} ref an element of the form
 */
export function useLiveJudgement(ref) {
    let timer;

    function commit(input) {
        // A field takes over what was typed where it hears of a change.
        input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function onInput(ev) {
        const input = ev.target;
        const field = input.closest(".o_field_widget")?.getAttribute("name");
        // Pinyin on its way to a character is no name yet.
        if (ev.isComposing || !EVIDENCE.includes(field) || input.closest(".o_field_x2many")) {
            return;
        }
        clearTimeout(timer);
        // A space at the end would be cut, though the next word follows.
        if (isTelling(field, input.value) && !/\s$/.test(input.value)) {
            timer = setTimeout(() => commit(input), PAUSE);
        }
    }

    useEffect(
        (form) => {
            form?.addEventListener("input", onInput);
            form?.addEventListener("compositionend", onInput);
            return () => {
                form?.removeEventListener("input", onInput);
                form?.removeEventListener("compositionend", onInput);
            };
        },
        () => [ref.el?.closest(".o_form_renderer")]
    );
    onWillUnmount(() => clearTimeout(timer));
}
