import { TreeItem, type TreeItemCollapsibleState } from "vscode";

/** A node is its own item and knows its children. */
export class Node extends TreeItem {
  readonly children: readonly Node[];

  constructor(label: string, state: TreeItemCollapsibleState, children: readonly Node[] = []) {
    super(label, state);
    this.children = children;
  }
}
