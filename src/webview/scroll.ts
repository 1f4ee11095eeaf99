/** Within so many pixels of the end a reader counts as being at the end. */
const NEAR = 40;

/** Runs an update and stays at the end of the scrolled element if the reader was there; otherwise leaves it be. */
export function keepBottom(find: () => Element | null): (update: () => void) => void {
  return (update) => {
    const before = find();
    const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < NEAR;
    update();
    const after = find();
    if (after && atEnd) after.scrollTop = after.scrollHeight;
  };
}
