/** Vite's, in the one form that is used here: the bytes of each matching file in the bundle, as a data address. */
interface ImportMeta {
  glob(
    pattern: string,
    options: { readonly query: "?inline"; readonly import: "default"; readonly eager: true },
  ): Readonly<Record<string, string>>;
}
