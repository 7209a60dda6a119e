// Where the caret of a text field is on the screen: a hidden copy of the field is laid out and asked.

const COPIED = [
  "boxSizing", "width", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "fontStyle", "fontVariant", "fontWeight",
  "fontStretch", "fontSize", "lineHeight", "fontFamily", "textAlign", "textTransform", "textIndent",
  "letterSpacing", "wordSpacing", "tabSize", "direction",
];

// The rectangle of the character at `position`, in coordinates of the window.
export const caretOf = (field, position) => {
  const copy = document.createElement("div");
  const looks = getComputedStyle(field);
  for (const name of COPIED) copy.style[name] = looks[name];
  Object.assign(copy.style, {
    position: "fixed",
    visibility: "hidden",
    insetBlockStart: "0",
    left: "0",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    borderStyle: "solid",
  });
  const mark = document.createElement("span");
  mark.textContent = field.value.slice(position, position + 1) || "\u200b";
  copy.append(field.value.slice(0, position), mark, field.value.slice(position + 1));
  document.body.append(copy);
  const at = mark.getBoundingClientRect();
  const origin = copy.getBoundingClientRect();
  copy.remove();
  const box = field.getBoundingClientRect();
  const left = box.left + at.left - origin.left - field.scrollLeft;
  const top = box.top + at.top - origin.top - field.scrollTop;
  return new DOMRect(left, top, at.width, at.height);
};
