// What "vscode" resolves to outside src/vscode: nothing, so that an import of it does not compile.
export {};
