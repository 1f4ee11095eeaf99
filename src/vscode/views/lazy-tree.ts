import { type Disposable, EventEmitter, type TreeDataProvider, type TreeView, window } from "vscode";
import type { Node } from "./tree.ts";

/** A tree view whose roots are asked for when VS Code first wants to show them, and again after `refresh`. */
export interface LazyTree extends Disposable {
  readonly view: TreeView<Node>;
  refresh(): void;
}

export function createLazyTree(id: string, roots: () => Promise<readonly Node[]>): LazyTree {
  const changed = new EventEmitter<undefined>();
  const treeDataProvider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => node,
    getChildren: async (node) => [...(node ? node.children : await roots())],
  };
  const view = window.createTreeView(id, { treeDataProvider, showCollapseAll: true });
  return {
    view,
    refresh: () => changed.fire(undefined),
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}
