/** The test host cannot be had on this machine. The message's first line is one sentence that says why. */
export class SetupError extends Error {}
