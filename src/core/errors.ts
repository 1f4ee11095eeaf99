/**
 * A failure a person can act on. Its message is one clear sentence that says what to do; surfaces show it as it is.
 * Anything else that is thrown is a defect.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

export const noTestRunner = () =>
  new UserError(
    "Etude found no test runner here: add node:test, mocha, vitest, jest, tape, tap or pytest to the project.",
  );

export const noSandbox = (reason: string) =>
  new UserError(`Katas need a working sandbox, and this machine has none: ${reason}`);

export const noWorkspace = () => new UserError("Open a folder first: Etude works on the project in it.");

export const unknownStrategy = (id: string) =>
  new UserError(`There is no strategy "${id}" in practice memory; list them with \`etude memory list\`.`);

export const unknownSkill = (id: string) =>
  new UserError(`There is no skill "${id}" in the taxonomy; list them with \`etude skills\`.`);

export const unknownEpisode = (id: string) =>
  new UserError(`There is no episode "${id}" in the journal; list them with \`etude trace\`.`);

export const unknownKata = (id: string) =>
  new UserError(`There is no kata "${id}" in stock; generate some with \`etude katas\`.`);

export const noSoundKata = (skill: string) =>
  new UserError(`No sound kata for "${skill}" could be made from this project's code; pick another skill.`);

export const noModelConfigured = () =>
  new UserError(
    "No model endpoint is configured: set the base URL and model in Etude's settings (or ETUDE_BASE_URL and ETUDE_MODEL), or use the built-in agent.",
  );
