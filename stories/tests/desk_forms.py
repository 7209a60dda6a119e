"""Reads a form of the desk as a browser without scripts would send it."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects what the fields of one form would send; templates are inert, noscript is not."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.inert = form_id, False, 0
        self.fields, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = self.form_id in (None, given.get("id"))
        if tag == "template":
            self.inert += 1
        if self.owns(given) and not self.inert and (name := given.get("name", self.select)):
            getattr(self, f"read_{tag}", lambda *_: None)(name, given)

    def owns(self, given):
        """A field belongs to the form that it names, else to the one around it."""
        if "form" in given:
            return given["form"] == self.form_id
        return self.inside or self.select is not None

    def read_input(self, name, given):
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in ("submit", "file"):
            self.fields.setdefault(name, []).append(given.get("value", ""))

    def read_textarea(self, name, given):
        self.area = name
        self.fields[name] = [""]

    def read_select(self, name, given):
        self.select = name

    def read_option(self, name, given):
        if "selected" in given or name not in self.fields:
            self.fields[name] = [given.get("value", "")]

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "template":
            self.inert -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            self.fields[self.area][0] = self.fields[self.area][0].removeprefix("\r\n").removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def sent_by(response, form_id="edition-form"):
    """The data that the form on a page would send if nobody touched it."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in reader.fields.items()}


def row_of(data, group, **wanted):
    """The prefix of the row that holds these values, such as ``sources-1``."""
    for index in range(int(data[f"{group}-TOTAL_FORMS"])):
        prefix = f"{group}-{index}"
        if all(data.get(f"{prefix}-{name}") == value for name, value in wanted.items()):
            return prefix
    raise AssertionError(f"no row of {group} holds {wanted}")


def said(response):
    """Every message shown on the page."""
    return " ".join(str(message) for message in response.context["messages"])
