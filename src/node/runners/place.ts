import type { Exec } from "../exec.ts";

/**
 * Where test commands run: straight in the workspace, or inside a sandbox that shows the same folders under other
 * names. `host` paths are for this process, `seen` paths for the command.
 */
export interface RunPlace {
  readonly root: { readonly host: string; readonly seen: string };
  /** A writable folder for report files, outside the project. */
  readonly reports: { readonly host: string; readonly seen: string };
  /** Etude's own reporter modules. */
  readonly reporters: { readonly host: string; readonly seen: string };
  readonly env: Readonly<Record<string, string>>;
  readonly exec: Exec;
}
