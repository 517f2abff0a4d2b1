import ts from "typescript";

/** @typedef {{ values: string[], types: string[] }} ExportedNames */

/**
 * The names that modules export, as TypeScript sees them: `export *` followed, re-exports resolved. A class counts as
 * a value.
 *
 * @param {string} tsconfig The configuration that the modules are compiled with.
 * @param {readonly string[]} files
 * @returns {ExportedNames[]} In the order of the files.
 */
export function exportedNames(tsconfig, files) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise };
  const config = ts.getParsedCommandLineOfConfigFile(tsconfig, {}, host);
  if (config === undefined) throw new Error(`${tsconfig} can't be read`);
  const program = ts.createProgram([...files], config.options);
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} does not exist`);
    const module = checker.getSymbolAtLocation(source);
    const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
    const names = symbols.map((symbol) => ({ name: symbol.name, isValue: isValue(checker, symbol) }));
    return {
      values: names
        .filter((each) => each.isValue)
        .map((each) => each.name)
        .sort(),
      types: names
        .filter((each) => !each.isValue)
        .map((each) => each.name)
        .sort(),
    };
  });
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function isValue(checker, symbol) {
  // `export type { X }` of a class exports no value.
  if (symbol.declarations?.some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration)) === true)
    return false;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & ts.SymbolFlags.Value) !== 0;
}

/**
 * @param {ts.Diagnostic} diagnostic
 * @returns {never}
 */
function raise(diagnostic) {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
}
