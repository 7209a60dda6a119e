// Where a citation stands: before the full stop in a section, after it and a space in the timeline.

const STOP = /[.!?…。！？؟۔।]$/u;
const MARKERS = /(?:\s*\[\d+\])+$/;

// What replaces the end of `before` (which ends where the marker is wanted) and the start of `after`.
// Returns how many characters of each go, what comes instead, and where the caret stands in that.
export const placed = (before, after, marker, isTimeline) => (isTimeline ? inTimeline : inSection)(before, after, marker);

const inSection = (before, after, marker) => {
  const text = before.trimEnd();
  const spaces = before.length - text.length;
  const stop = STOP.exec(text);
  if (stop && text.length > stop[0].length) {
    // “…shut.|” becomes “…shut[1].|”, and a space that stood behind the stop stays there.
    const instead = `${marker}${stop[0]}${before.slice(text.length)}`;
    return { back: stop[0].length + spaces, ahead: 0, text: instead, caret: instead.length };
  }
  const atLine = !text || /\n\s*$/.test(before);
  return { back: atLine ? 0 : spaces, ahead: 0, text: marker, caret: marker.length };
};

const inTimeline = (before, after, marker) => {
  const text = before.trimEnd();
  const spaces = before.length - text.length;
  if (MARKERS.test(text)) return { back: spaces, ahead: 0, text: marker, caret: marker.length };
  const stop = /^\s*[.!?…。！？؟۔।]/u.exec(after);
  if (stop && !STOP.test(text)) {
    // “…shut|.” becomes “…shut. [1]|”.
    const instead = `${stop[0].trim()} ${marker}`;
    return { back: spaces, ahead: stop[0].length, text: instead, caret: instead.length };
  }
  const space = text ? " " : "";
  return { back: spaces, ahead: 0, text: `${space}${marker}`, caret: space.length + marker.length };
};
