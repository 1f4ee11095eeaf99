import { UserError } from "../core/errors.ts";

/** The sentence a person reads about something that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const what = error instanceof Error ? error.message : String(error);
  return `Etude ran into a defect: ${what}`;
}

/** Whether it is a failure a person can act on; anything else belongs in the log. */
export function isForPeople(error: unknown): error is UserError {
  return error instanceof UserError;
}
