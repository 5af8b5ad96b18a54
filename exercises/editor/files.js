// The files of the exercise. The text areas of the form are their only home: drafts, checks and the preview
// read them there, and both editors write to them.
export class Files {
  constructor(form) {
    this.areas = [...form.querySelectorAll("textarea[data-path]")];
  }

  /** Every file, read-only ones included: what the preview shows. */
  all() {
    return toObject(this.areas);
  }

  /** What the apprentice may change: what is saved and compared. */
  editable() {
    return toObject(this.areas.filter((area) => !area.readOnly));
  }

  replace(contents) {
    for (const area of this.areas) {
      if (area.readOnly || !(area.dataset.path in contents)) continue;
      area.value = contents[area.dataset.path];
      area.dispatchEvent(new CustomEvent("files:replaced"));
    }
  }
}

function toObject(areas) {
  return Object.fromEntries(areas.map((area) => [area.dataset.path, area.value]));
}

export function sameFiles(one, other) {
  const paths = Object.keys(one);
  return paths.length === Object.keys(other).length && paths.every((path) => sameText(one[path], other[path]));
}

// Forms send line ends as CR LF, editors keep LF: the same text all the same.
function sameText(one, other) {
  return other !== undefined && one.replaceAll("\r\n", "\n") === other.replaceAll("\r\n", "\n");
}
