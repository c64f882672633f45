"""Development set and evaluation of company-name matching: no database, no Odoo."""
