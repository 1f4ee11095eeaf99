import { type Disposable, Uri, workspace } from "vscode";
import type { EditTexts } from "./conversation.ts";

const SCHEME = "etude";

/** Read-only documents of Etude's own, shown in native editors. */
export interface Documents extends Disposable {
  trace(episode: string): Uri;
  /** The two sides of a difference. */
  edit(key: string, texts: EditTexts): { readonly before: Uri; readonly after: Uri };
}

/** `readTrace` gives the Markdown of an episode's timeline; what it throws is what the editor shows. */
export function createDocuments(readTrace: (episode: string) => Promise<string>): Documents {
  const texts = new Map<string, string>();
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) =>
      uri.authority === "trace" ? readTrace(uri.query) : (texts.get(uri.path) ?? ""),
  });
  return {
    trace: (episode) => Uri.from({ scheme: SCHEME, authority: "trace", path: `/${episode}.md`, query: episode }),
    edit(key, { path, before, after }) {
      const place = (side: string, text: string) => {
        const uri = Uri.from({ scheme: SCHEME, authority: "edit", path: `/${key}/${side}/${path}` });
        texts.set(uri.path, text);
        return uri;
      };
      return { before: place("before", before), after: place("after", after) };
    },
    dispose: () => registration.dispose(),
  };
}
