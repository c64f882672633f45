// The style of Odoo's own JavaScript. White space in XML can be visible text, so it stays.
import xml from "@prettier/plugin-xml";

export default {
    plugins: [xml],
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    overrides: [
        {
            files: "*.xml",
            options: { xmlWhitespaceSensitivity: "strict", xmlSelfClosingSpace: false },
        },
        { files: ["*.json", "*.yml", "*.yaml"], options: { tabWidth: 2 } },
    ],
};
