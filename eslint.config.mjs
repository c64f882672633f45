import js from "@eslint/js";
import globals from "globals";

export default [
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2023,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", odoo: "readonly" },
        },
        rules: {
            curly: ["error", "all"],
            eqeqeq: "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-unused-vars": ["error", { args: "none" }],
            "no-var": "error",
            "object-shorthand": ["error", "properties"],
            "prefer-const": ["error", { destructuring: "all" }],
        },
    },
];
