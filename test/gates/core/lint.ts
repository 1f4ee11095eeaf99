// Proves that the lint gate can fail: a default export, an explicit any, and an import core may not have.
import * as vscode from "vscode";

export default function lint(value: any) {
  return vscode.window.showInformationMessage(value);
}
