/** How many test ids a goal lists; a longer list says nothing more. */
const LISTED = 20;
const TITLE_LENGTH = 90;

/**
 * One line that names a kata by what is broken for its user: the first failing test. Nothing about the line, the
 * operator or the skill.
 */
export function titleOf(failing: readonly string[]): string {
  const [first = ""] = failing;
  const afterFile = first.indexOf(" > ");
  const name = afterFile < 0 ? first : first.slice(afterFile + " > ".length);
  const others = failing.length - 1;
  const tail = others === 0 ? "" : ` and ${others} more`;
  return `Mend “${shortened(name, TITLE_LENGTH - tail.length)}”${tail}`;
}

/** What an attempt is told to do: which tests fail, and that the code worked before. */
export function goalOf(failing: readonly string[]): string {
  const one = failing.length === 1;
  const listed = failing.slice(0, LISTED).map((id) => `- ${id}`);
  const more = failing.length - listed.length;
  if (more > 0) listed.push(`- and ${more} more`);
  return [
    `This project worked until a change to its source broke it. Now ${one ? "a test fails" : `${failing.length} tests fail`} that passed before:`,
    ...listed,
    `Find the fault in the source and mend it, so that ${one ? "this test passes" : "these tests pass"} again and every other test still does. Changes to tests, dependencies and configuration do not count.`,
  ].join("\n");
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
