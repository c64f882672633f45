"""What the web client asks for when it shows a view: the specification of `web_read`."""

from lxml import etree


def get_specification(views, model, arch):
    """The fields of a view with those of its subviews, as the client sends them.

    :param views: the answer of `get_views`, for the types of the fields
    :param str arch: of the view
    :return: dict for `web_read`
    """
    return _collect(views, model, etree.fromstring(arch))


def _collect(views, model, node):
    fields = views["models"][model]["fields"]
    specification = {}
    for element in node.xpath(".//field[@name]"):
        if _inside_field(element, node):
            continue
        name = element.get("name")
        field = fields.get(name)
        if not field:
            continue
        known = specification.setdefault(name, {})
        if field["type"] == "many2one":
            known["fields"] = {"display_name": {}}
        elif field["type"] in ("one2many", "many2many"):
            lines = known.setdefault("fields", {})
            for view in element.xpath("./list | ./kanban"):
                lines.update(_collect(views, field["relation"], view))
            if element.get("widget") == "many2many_tags":
                lines.update({"display_name": {}, "color": {}})
            known["limit"] = 40
    return specification


def _inside_field(element, node):
    """Whether the element belongs to a subview, not to the view itself."""
    parent = element.getparent()
    while parent is not None and parent is not node:
        if parent.tag == "field":
            return True
        parent = parent.getparent()
    return False
