// Proves that the dead-code gate can fail: nothing imports this export.
export const unused = 1;
