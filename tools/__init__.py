"""Pure functions of the addon: no module in this package imports odoo."""
