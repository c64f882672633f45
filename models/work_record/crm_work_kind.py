from odoo import fields, models

# Font Awesome 4.7 glyphs that Odoo's web client ships; the label is what a person picks from.
ICONS = [
    ("fa-car", "Car"),
    ("fa-phone", "Telephone"),
    ("fa-envelope-o", "Envelope"),
    ("fa-desktop", "Screen"),
    ("fa-users", "Persons"),
    ("fa-home", "House"),
    ("fa-graduation-cap", "Graduation cap"),
    ("fa-video-camera", "Camera"),
    ("fa-comments-o", "Speech bubbles"),
    ("fa-cutlery", "Cutlery"),
    ("fa-wrench", "Wrench"),
    ("fa-file-text-o", "Document"),
    ("fa-calendar-check-o", "Calendar"),
    ("fa-briefcase", "Briefcase"),
    ("fa-pencil", "Pencil"),
]
IMPORTANCES = [("normal", "Normal"), ("important", "Important"), ("key", "Very important")]


class CrmWorkKind(models.Model):
    _name = "crm.work.kind"
    _description = "Kind of Work"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, copy=False, help="Names the kind in imports, interfaces and rules."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Selection(ICONS, required=True, default="fa-briefcase")
    color = fields.Integer(help="Colour of the icon in lists, cards and the calendar.")
    duration = fields.Integer(
        "Minutes", default=60, required=True, help="How long it usually takes."
    )
    importance = fields.Selection(IMPORTANCES, required=True, default="normal")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        domain="[('res_model', '=', False)]",
        ondelete="set null",
        help="Of the activity that a plan makes on the task or the customer.",
    )
    makes_meeting = fields.Boolean(
        "In the Calendar", help="A plan of this kind takes its time in Odoo's calendar."
    )
    requires_result = fields.Boolean(
        "Result Required", help="It is not done before somebody says what came of it."
    )

    _code_uniq = models.UniqueIndex(
        "(code)", "There is a kind of work with this code already. Choose another code."
    )
    _duration_range = models.Constraint(
        "CHECK (duration BETWEEN 0 AND 1440)", "A kind of work takes 0 to 1440 minutes: one day."
    )
