/** The import table of docs/style.md, checked on every import of every source file. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "..");
const tops = ["common", "main", "preload", "renderer", "server-stub"] as const;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sourceFiles(dir: string): string[] {
  return readdirSync(path.join(root, dir), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Relative imports become paths from the root; packages stay as they are. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Import[] = [];
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const to = specifier.text.startsWith(".")
      ? path.join(path.dirname(file), specifier.text.replace(/\?.*$/, ""))
      : specifier.text;
    found.push({ from: file, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (clause.name !== undefined) return false;
  const named = clause.namedBindings;
  return (
    named !== undefined && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly)
  );
}

const files = tops.flatMap(sourceFiles);
const imports = files.flatMap(importsOf);

/** Who may not import what: the rows of the table that can be said as patterns. */
const forbidden: readonly { readonly who: RegExp; readonly what: RegExp; readonly except?: RegExp }[] = [
  { who: /^(common|main|preload|renderer|server-stub)\//, what: /^test\// },
  {
    who: /^common\//,
    what: /^(node:|electron|preact|@preact|ws$|main\/|preload\/|renderer\/|server-stub\/)/,
  },
  { who: /^main\//, what: /^(preact|@preact|renderer\/|preload\/|server-stub\/)/ },
  { who: /^main\/(?!start\/|index\.ts)/, what: /^main\/(start\/|index\.ts)/ },
  { who: /^preload\//, what: /./, except: /^(common\/contract\/names\.ts|electron(\/renderer)?)$/ },
  { who: /^renderer\//, what: /^(node:|electron|main\/|preload\/|server-stub\/)/ },
  { who: /^renderer\/media\//, what: /^(preact|@preact|renderer\/(?!media\/))/ },
  { who: /^renderer\/media-host\//, what: /^(preact|@preact|renderer\/(?!media\/|media-host\/|platform\/))/ },
  { who: /^renderer\/platform\//, what: /^(preact|@preact|renderer\/(?!platform\/))/ },
  { who: /^renderer\/store\//, what: /^(preact($|\/)|renderer\/(?!store\/|platform\/))/ },
  { who: /^renderer\/views\//, what: /^renderer\/(media\/|media-host\/|platform\/)/ },
  { who: /^renderer\/ui\//, what: /^(common\/|renderer\/(?!ui\/))/ },
  { who: /^renderer\/strings\//, what: /^(preact|@preact|renderer\/(?!strings\/))/ },
  {
    who: /^server-stub\//,
    what: /^(electron|preact|@preact|main\/|preload\/|renderer\/|common\/(call|contract)\/)/,
  },
  { who: /^server-stub\/token-server\//, what: /^server-stub\/(platform|media|voice|pstn)\// },
  { who: /^server-stub\/platform\//, what: /^server-stub\/(token-server|voice|pstn)\// },
  { who: /^server-stub\/media\//, what: /^server-stub\/(?!media\/)/ },
];

/** Only these files may import these modules. */
const reserved: readonly { readonly module: RegExp; readonly only: RegExp }[] = [
  { module: /^keytar$/, only: /^main\/settings\// },
  { module: /^electron-updater$/, only: /^main\/updates\// },
  { module: /^werift$/, only: /^server-stub\/media\// },
];

const said = ({ from, to }: Import): string => `${from} imports ${to}`;

describe("layers", () => {
  it("finds the sources", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(200);
  });

  it("lets no import go against the table", () => {
    const wrong = imports.filter((one) =>
      forbidden.some(
        ({ who, what, except }) =>
          who.test(one.from) && what.test(one.to) && !(except?.test(one.to) ?? false) && !isPreloadType(one),
      ),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it("keeps modules with one owner there", () => {
    const wrong = imports.filter((one) =>
      reserved.some(({ module, only }) => module.test(one.to) && !only.test(one.from)),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it("has no import cycle", () => {
    expect(cycles()).toEqual([]);
  });
});

/** preload may take types from the contract. */
const isPreloadType = ({ from, to, typeOnly }: Import): boolean =>
  from.startsWith("preload/") && typeOnly && to.startsWith("common/");

function cycles(): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly && files.includes(to)) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      found.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}
