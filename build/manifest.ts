import { z } from "zod";

/** The parts of package.json that code must agree with. */
export const Manifest = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/** The tables in code that the manifest is held against. */
export interface ManifestTables {
  readonly commands: readonly string[];
  readonly settings: readonly string[];
  readonly views: readonly string[];
}

/** Sentences, one per id that stands on one side only; empty when both sides agree. */
export function disagreements(manifest: Manifest, tables: ManifestTables): readonly string[] {
  const { commands, configuration, views } = manifest.contributes;
  return [
    ...compare(
      "command",
      commands.map((each) => each.command),
      tables.commands,
    ),
    ...compare("setting", Object.keys(configuration.properties), tables.settings),
    ...compare(
      "view",
      Object.values(views).flatMap((group) => group.map((view) => view.id)),
      tables.views,
    ),
  ];
}

function compare(what: string, inManifest: readonly string[], inCode: readonly string[]): readonly string[] {
  return [
    ...inManifest.filter((id) => !inCode.includes(id)).map((id) => `${what} ${id} is in package.json but not in code.`),
    ...inCode.filter((id) => !inManifest.includes(id)).map((id) => `${what} ${id} is in code but not in package.json.`),
    ...repeated(inManifest).map((id) => `${what} ${id} stands twice in package.json.`),
  ];
}

function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
